namespace Voting.Server.Entries;

/// <summary>Fills shapes line by line: four sample lines a pixel row, exact cover along each, so that edges are soft.</summary>
public static class PictureRaster
{
    private const int Samples = 4;
    private const int CurveSteps = 12;

    /// <returns>Three bytes a pixel, red green blue, row after row.</returns>
    public static byte[] Draw(EntryPicture picture)
    {
        var (width, height) = (picture.Width, picture.Height);
        var pixels = new byte[width * height * 3];
        var cover = new float[width];
        foreach (var shape in picture.Shapes)
        {
            var outline = Flatten(shape);
            var color = Convert.FromHexString(shape.Color.AsSpan(1));
            var first = Math.Max(0, (int)Math.Floor(outline.Min(point => point.Y)));
            var last = Math.Min(height - 1, (int)Math.Ceiling(outline.Max(point => point.Y)));
            for (var y = first; y <= last; y++)
            {
                Array.Clear(cover);
                for (var sample = 0; sample < Samples; sample++)
                    AddLine(outline, y + ((sample + .5) / Samples), cover);
                Blend(pixels.AsSpan(y * width * 3, width * 3), cover, color);
            }
        }

        return pixels;
    }

    private static (double X, double Y)[] Flatten(Shape shape)
    {
        if (!shape.Smooth)
            return shape.Points;
        var points = shape.Points;
        var outline = new List<(double X, double Y)>();
        for (var i = 0; i < points.Length; i++)
        {
            var (before, corner, after) = (points[(i + points.Length - 1) % points.Length], points[i], points[(i + 1) % points.Length]);
            var (from, to) = (EntryPicture.Middle(before, corner), EntryPicture.Middle(corner, after));
            for (var step = 0; step < CurveSteps; step++)
            {
                var t = (double)step / CurveSteps;
                var (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t);
                outline.Add(((a * from.X) + (b * corner.X) + (c * to.X), (a * from.Y) + (b * corner.Y) + (c * to.Y)));
            }
        }

        return [.. outline];
    }

    /// <summary>One sample line: between every odd crossing and the next even one lies the inside.</summary>
    private static void AddLine((double X, double Y)[] outline, double y, float[] cover)
    {
        var crossings = new List<double>();
        for (var i = 0; i < outline.Length; i++)
        {
            var (a, b) = (outline[i], outline[(i + 1) % outline.Length]);
            if (a.Y <= y != b.Y <= y)
                crossings.Add(a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)));
        }

        crossings.Sort();
        for (var i = 0; i + 1 < crossings.Count; i += 2)
            AddSpan(Math.Clamp(crossings[i], 0, cover.Length), Math.Clamp(crossings[i + 1], 0, cover.Length), cover);
    }

    private static void AddSpan(double from, double to, float[] cover)
    {
        var last = Math.Min((int)to, cover.Length - 1);
        for (var x = (int)from; x <= last; x++)
            cover[x] += (float)((Math.Min(to, x + 1) - Math.Max(from, x)) / Samples);
    }

    private static void Blend(Span<byte> row, float[] cover, byte[] color)
    {
        for (var x = 0; x < cover.Length; x++)
        {
            if (cover[x] <= 0)
                continue;
            var share = Math.Min(1, cover[x]);
            for (var channel = 0; channel < 3; channel++)
            {
                ref var value = ref row[(x * 3) + channel];
                value = (byte)MathF.Round(value + ((color[channel] - value) * share));
            }
        }
    }
}
