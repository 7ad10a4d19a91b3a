using System.Net;
using System.Text;

namespace Voting.Verify.Witness;

/// <summary>HTTP around <see cref="AddCheckpoint"/>: <c>POST {address}/add-checkpoint</c>.</summary>
public sealed class WitnessServer(AddCheckpoint act, Uri address, TextWriter output)
{
    private const int LargestBody = 64 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var listener = new HttpListener();
        listener.Prefixes.Add(address.AbsoluteUri.TrimEnd('/') + "/");
        listener.Start();
        using var stop = stopping.Register(listener.Stop);
        while (true)
        {
            try
            {
                // Nobody waits for another's slow request.
                _ = AnswerAsync(await listener.GetContextAsync());
            }
            catch (Exception end) when (stopping.IsCancellationRequested && end is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var answer = await JudgeAsync(context.Request);
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.ContentType;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
            context.Response.Close();
        }
        catch (Exception e) when (e is IOException or HttpListenerException or ObjectDisposedException or OperationCanceledException or UnauthorizedAccessException)
        {
            // The caller is gone, or the head could not be kept: either way there is no cosignature.
            await output.WriteLineAsync($"no answer: {e.Message}");
            context.Response.Abort();
        }
    }

    private async Task<WitnessAnswer> JudgeAsync(HttpListenerRequest request)
    {
        if (!request.Url!.AbsolutePath.EndsWith("/add-checkpoint", StringComparison.Ordinal))
            return new(404, "a witness has add-checkpoint only\n");
        if (request.HttpMethod != "POST")
            return new(405, "add-checkpoint takes a POST\n");
        using var deadline = new CancellationTokenSource(Patience);
        var body = new byte[LargestBody + 1];
        var length = await request.InputStream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, deadline.Token);
        if (length > LargestBody)
            return new(413, "more than a checkpoint and its proof\n");
        try
        {
            return act.Execute(StrictUtf8.GetString(body, 0, length));
        }
        catch (ArgumentException)
        {
            return new(400, "not UTF-8\n");
        }
    }
}
