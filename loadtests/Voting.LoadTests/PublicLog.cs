using System.Net;
using Voting.Rules.Log;

namespace Voting.LoadTests;

/// <summary>A contest's public log as anybody can read it from one server.</summary>
public sealed class PublicLog(Uri server, string slug) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(server, $"/log/{slug}/"), Timeout = TimeSpan.FromSeconds(15) };

    public async Task<IReadOnlyList<VerifierKey>> ReadKeysAsync(CancellationToken cancel)
    {
        var text = await _http.GetStringAsync("vkey", cancel);
        return
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => VerifierKey.TryParse(line)
                ?? throw new InvalidDataException($"Not a verifier key: {line}")),
        ];
    }

    /// <returns>The newest checkpoint, whose signature by one of the keys was verified.</returns>
    /// <exception cref="InvalidDataException">It is none, or nobody we know signed it.</exception>
    public async Task<Checkpoint> ReadCheckpointAsync(IReadOnlyList<VerifierKey> keys, CancellationToken cancel)
    {
        var text = await _http.GetStringAsync("checkpoint", cancel);
        return SignedNote.TryParse(text) is { } note && Checkpoint.TryParse(note.Text) is { } checkpoint
            && keys.Any(key => key.Name == checkpoint.Origin && key.Verify(note))
                ? checkpoint
                : throw new InvalidDataException($"Not a checkpoint signed by the log:\n{text}");
    }

    /// <summary>Every leaf from 0 on, tile by tile.</summary>
    /// <param name="size">Of a checkpoint.</param>
    public async Task<IReadOnlyList<byte[]>> ReadLeavesAsync(long size, CancellationToken cancel)
    {
        var tiles = new byte[(int)((size + Tile.FullWidth - 1) / Tile.FullWidth)][];
        var width = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancel };
        await Parallel.ForAsync(0, tiles.Length, width, async (number, _) =>
        {
            var leaves = (int)Math.Min(Tile.FullWidth, size - (long)number * Tile.FullWidth);
            tiles[number] = await ReadTileAsync(number, leaves, cancel);
        });
        return [.. tiles.SelectMany(tile => EntryBundle.Decode(tile)).Take((int)size)];
    }

    /// <summary>A partial tile may be gone once the full one is there.</summary>
    private async Task<byte[]> ReadTileAsync(int number, int width, CancellationToken cancel)
    {
        using var response = await _http.GetAsync($"tile/entries/{TilePath.Format(number, width)}", cancel);
        if (response.StatusCode == HttpStatusCode.NotFound && width < Tile.FullWidth)
            return await _http.GetByteArrayAsync($"tile/entries/{TilePath.Format(number)}", cancel);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancel);
    }

    public void Dispose() => _http.Dispose();
}
