using System.Net.Sockets;
using System.Text;

namespace Voting.Server.Tests.App;

/// <summary>Bytes as no proper client would send them.</summary>
public sealed class RawHttp(Socket socket) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<RawHttp> ConnectAsync(VotingApp app) => new(await Peer.ConnectAsync(app.Address.Port));

    /// <summary>A whole request and all that comes back.</summary>
    public static async Task<string> AskAsync(VotingApp app, string request)
    {
        using var raw = await ConnectAsync(app);
        await raw.SendAsync(request);
        return await raw.ReadToEndAsync();
    }

    public async Task SendAsync(string text) => await socket.SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>What comes first, or nothing when the server just ends the connection. It may go on reading what was announced for some seconds.</summary>
    public Task<string> ReadStartAsync() => ReadAsync(toEnd: false);

    /// <summary>Until the server ends the connection, by whatever means.</summary>
    public Task<string> ReadToEndAsync() => ReadAsync(toEnd: true);

    public void Dispose() => socket.Dispose();

    private async Task<string> ReadAsync(bool toEnd)
    {
        using var patience = new CancellationTokenSource(Patience);
        var (text, buffer) = (new StringBuilder(), new byte[16 * 1024]);
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer, patience.Token)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
                if (!toEnd)
                    break;
            }
        }
        catch (SocketException)
        {
            // Reset: ended as well.
        }

        return text.ToString();
    }
}
