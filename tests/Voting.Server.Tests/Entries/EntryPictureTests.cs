using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Voting.Server.Entries;

namespace Voting.Server.Tests.Entries;

public sealed class EntryPictureTests
{
    [Fact]
    public void Pictures_differ_stay_the_same_and_are_small()
    {
        var pictures = Enumerable.Range(1, 200).Select(number => Svg(number, number % 4)).ToList();

        Assert.Equal(pictures.Count, pictures.Distinct().Count());
        Assert.Equal(pictures, Enumerable.Range(1, 200).Select(number => Svg(number, number % 4)));
        Assert.All(pictures, svg => Assert.InRange(Encoding.UTF8.GetByteCount(svg), 100, 2048));
    }

    [Fact]
    public void Edges_are_as_dark_as_the_share_of_the_pixel_they_cover()
    {
        var half = new EntryPicture(4, 2, [new Shape("#c86432", false, (0, 0), (2.5, 0), (2.5, 2), (0, 2))]);

        var row = PictureRaster.Draw(half).AsSpan(0, 12);

        Assert.Equal([200, 100, 50, 200, 100, 50, 100, 50, 25, 0, 0, 0], row.ToArray());
    }

    [Fact]
    public void A_png_holds_the_pixels_it_was_made_of()
    {
        byte[] pixels = [.. Enumerable.Range(0, 5 * 3 * 3).Select(i => (byte)(i * 37))];

        var png = Png.Encode(pixels, 5, 3);

        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], png[..8]);
        Assert.Equal((5, 3), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        Assert.Equal(0xAE426082, BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(png.Length - 4)));
        Assert.Equal(pixels, Unfilter(Inflate(png), 15));
    }

    private static string Svg(int number, int motif) =>
        EntryPicture.Of(number, motif, EntryPicture.CardWidth, EntryPicture.CardHeight).ToSvg();

    private static byte[] Inflate(byte[] png)
    {
        const int data = 8 + 25 + 8;
        using var zlib = new ZLibStream(new MemoryStream(png, data, png.Length - data), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        return rows.ToArray();
    }

    /// <summary>Every row begins with its filter, "up": add the row above.</summary>
    private static List<byte> Unfilter(byte[] rows, int stride)
    {
        var pixels = new List<byte>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (i % (stride + 1) == 0)
                Assert.Equal(2, rows[i]);
            else
                pixels.Add((byte)(rows[i] + (pixels.Count < stride ? 0 : pixels[^stride])));
        }

        return pixels;
    }
}
