using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Voting.Server.Tests.App;

/// <summary>An SMS gateway that keeps what it is given.</summary>
public sealed class SmsStub : IAsyncDisposable
{
    private LoopbackServer _server = null!;

    public sealed record Message(string Phone, string Code, string Text, string? Authorization);

    public ConcurrentQueue<Message> Messages { get; } = new();

    public string Url => _server.Url + "/send";

    /// <summary>How it answers; 200 unless a test wants otherwise.</summary>
    public Func<Task<int>> Status { get; set; } = () => Task.FromResult(StatusCodes.Status200OK);

    public static async Task<SmsStub> StartAsync()
    {
        var stub = new SmsStub();
        stub._server = await LoopbackServer.StartAsync(stub.AnswerAsync);
        return stub;
    }

    public int CountTo(string phone) => Messages.Count(message => message.Phone == phone);

    /// <summary>The last code that went to a phone.</summary>
    public string CodeTo(string phone) => Messages.Last(message => message.Phone == phone).Code;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var body = await JsonDocument.ParseAsync(http.Request.Body);
        string Of(string name) => body.RootElement.GetProperty(name).GetString()!;
        Messages.Enqueue(new Message(Of("phone"), Of("code"), Of("text"), http.Request.Headers.Authorization));
        http.Response.StatusCode = await Status();
    }
}
