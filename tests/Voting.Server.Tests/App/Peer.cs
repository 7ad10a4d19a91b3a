using System.Net;
using System.Net.Sockets;

namespace Voting.Server.Tests.App;

/// <summary>The other end of a real connection: where it comes from is up to the test, as far as loopback goes.</summary>
public static class Peer
{
    /// <param name="address">Of 127.0.0.0/8, all of which Linux lets a program send from; null for the usual one.</param>
    public static HttpMessageHandler From(string? address) => new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancellation) => new NetworkStream(await ConnectAsync(context.DnsEndPoint.Port, address, cancellation), ownsSocket: true),
    };

    public static async Task<Socket> ConnectAsync(int port, string? address = null, CancellationToken cancellation = default)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (address is not null)
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        return socket;
    }
}
