using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Voting.Engines;

/// <summary>As much of Redis' protocol as it takes to look after a server: commands out, one text back.</summary>
internal sealed class Resp : IAsyncDisposable
{
    private readonly TcpClient _socket = new() { NoDelay = true };
    private StreamReader? _reader;

    public static async Task<string> AskAsync(int port, params string[] command)
    {
        await using var redis = new Resp();
        await redis.ConnectAsync(port);
        return await redis.AskAsync(command);
    }

    public async Task ConnectAsync(int port)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port);
        _reader = new StreamReader(_socket.GetStream(), Encoding.Latin1);
    }

    /// <summary>A status, a number or a text, as text.</summary>
    /// <exception cref="InvalidOperationException">Redis answered with an error; its text is the message.</exception>
    public async Task<string> AskAsync(params string[] command)
    {
        var text = new StringBuilder($"*{command.Length}\r\n");
        foreach (var word in command)
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await _socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));

        var line = await _reader!.ReadLineAsync() ?? throw new IOException("Redis closed the connection.");
        return line[0] switch
        {
            '+' or ':' => line[1..],
            '$' => await ReadTextAsync(int.Parse(line[1..], CultureInfo.InvariantCulture)),
            '-' => throw new InvalidOperationException(line[1..]),
            _ => throw new InvalidDataException($"Redis answered {line}."),
        };
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> ReadTextAsync(int length)
    {
        var text = new char[length];
        if (await _reader!.ReadBlockAsync(text) < length)
            throw new IOException("Redis closed the connection.");
        await _reader.ReadLineAsync();
        return new string(text);
    }
}
