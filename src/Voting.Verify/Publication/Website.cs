using System.Net;
using Voting.Rules.Log;

namespace Voting.Verify.Publication;

/// <summary>The log as a server publishes it, under <c>…/log/{slug}/</c>. Files are read after the checkpoint and may be newer.</summary>
public sealed class Website(HttpClient http, Uri log) : IPublication
{
    private const int Tries = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public bool IsOneMoment => false;

    public int ReadAhead => 8;

    /// <param name="address">A contest's page (<c>…/c/{slug}</c>) or its log (<c>…/log/{slug}</c>).</param>
    /// <returns>Null when the address is neither.</returns>
    public static Uri? LogOf(Uri address)
    {
        var segments = address.AbsolutePath.Trim('/').Split('/');
        var at = Array.FindLastIndex(segments, segment => segment is "log" or "c");
        if (at < 0 || at + 1 >= segments.Length || segments[at + 1].Length == 0)
            return null;
        return new Uri(address, $"/{string.Join('/', [.. segments[..at], "log", segments[at + 1]])}/");
    }

    public async Task<byte[]?> FindAsync(string name) => await GetAsync(name, Publications.MaxFile);

    public void Expect(long size)
    {
        // A server has more than what belongs to one size; what is needed and missing shows when it is read.
    }

    public async Task<byte[]> ReadEntriesAsync(long number, int width)
    {
        var name = $"tile/entries/{TilePath.Format(number, width)}";
        return await GetAsync(name, Publications.MaxTile) ?? throw new RefusedException("missing-file", $"{name} is not there");
    }

    /// <summary>The board as it is shown, JSON; null where there is none.</summary>
    public async Task<byte[]?> FindBoardAsync() =>
        await GetAsync($"../../api/contests/{log.Segments[^1].TrimEnd('/')}/leaderboard", Publications.MaxFile);

    public void Dispose() => http.Dispose();

    private async Task<byte[]?> GetAsync(string name, int most)
    {
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                using var deadline = new CancellationTokenSource(Patience);
                using var answer = await http.GetAsync(new Uri(log, name), HttpCompletionOption.ResponseHeadersRead, deadline.Token);
                // Not open yet, or no such file.
                if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
                    return null;
                if (answer.StatusCode == HttpStatusCode.Forbidden)
                    throw new RefusedException(
                        "not-yet-revealed", $"{new Uri(log, name)} is not shown yet by the contest's rules; what is, if anything, is in {new Uri(log, "bundle")}");
                answer.EnsureSuccessStatusCode();
                return await ReadAsync(answer, name, most, deadline.Token);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
            {
                if (left == 0)
                    throw new RefusedException("unreachable", $"{new Uri(log, name)} can not be read: {failure.Message}");
            }
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage answer, string name, int most, CancellationToken deadline)
    {
        await using var from = await answer.Content.ReadAsStreamAsync(deadline);
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await from.ReadAsync(buffer, deadline)) > 0;)
        {
            if (content.Length + read > most)
                throw new RefusedException("file-too-large", $"{name} has more than {most} bytes");
            content.Write(buffer.AsSpan(0, read));
        }

        return content.ToArray();
    }
}
