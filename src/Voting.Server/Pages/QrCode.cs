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

    /// <param name="path">On this server, as the visitor reaches it.</param>
    public static IResult Of(HttpContext http, string path, string cacheControl)
    {
        http.Response.Headers.CacheControl = cacheControl;
        return Results.Text(
            Svg($"{http.Request.Scheme}://{http.Request.Host}{path}"), "image/svg+xml", Encoding.UTF8);
    }
}
