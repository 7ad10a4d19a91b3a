using System.Text;
using QRCoder;

namespace Voting.Server.Pages;

/// <summary>An address to be scanned from a screen, a poster or a paper, as SVG.</summary>
public static class QrCode
{
    /// <param name="path">On this server, as the visitor reaches it.</param>
    public static IResult Of(HttpContext http, string path, string cacheControl)
    {
        using var data = QRCodeGenerator.GenerateQrCode(
            $"{http.Request.Scheme}://{http.Request.Host}{path}", QRCodeGenerator.ECCLevel.M);
        using var qr = new SvgQRCode(data);
        http.Response.Headers.CacheControl = cacheControl;
        return Results.Text(
            qr.GetGraphic(10, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute),
            "image/svg+xml", Encoding.UTF8);
    }
}
