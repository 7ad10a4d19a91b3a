using System.Globalization;
using System.Text;
using QRCoder;

namespace Voting.Server.Pages;

/// <summary>An address to be scanned from a screen, a poster or a paper, as SVG.</summary>
public static class QrCode
{
    /// <summary>For a page whose address should not name what the code holds.</summary>
    public static string Svg(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var qr = new SvgQRCode(data);
        return qr.GetGraphic(10, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    /// <summary>The same as one path, a tenth of the size, for pages with hundreds of them.</summary>
    public static string Compact(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var (rows, path) = (data.ModuleMatrix, new StringBuilder());
        for (var y = 0; y < rows.Count; y++)
            for (var x = 0; x < rows.Count; x++)
            {
                var start = x;
                while (x < rows.Count && rows[y][x])
                    x++;
                if (x > start)
                    path.Append(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z");
            }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg class="qr" viewBox="0 0 {rows.Count} {rows.Count}" aria-hidden="true"><path d="{path}" fill="#000"/></svg>""");
    }

    /// <param name="path">On this server, as the visitor reaches it.</param>
    public static IResult Of(HttpContext http, string path, string cacheControl)
    {
        http.Response.Headers.CacheControl = cacheControl;
        return Results.Text(
            Svg($"{http.Request.Scheme}://{http.Request.Host}{path}"), "image/svg+xml", Encoding.UTF8);
    }
}
