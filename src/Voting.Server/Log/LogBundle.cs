using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Log;
using Voting.Server.Contests;

namespace Voting.Server.Log;

/// <summary>
/// A contest's log with everything that belongs to it, as one zip: a recount needs nothing else. What it holds is of one
/// moment, that of its checkpoint, however much the log grows meanwhile. One tile is in memory at a time.
/// </summary>
public sealed class LogBundle(LogStore logs, LogFileStore files, SignedHeads heads, LogKeys keys)
{
    /// <summary>A contest at one checkpoint. Files are null until the log holds their hash.</summary>
    public sealed record Moment(
        long ContestId, string Origin, string Note, long Size, byte[]? Rules, byte[]? Entries, byte[]? Result);

    /// <param name="size">Of a signed checkpoint; null for the newest.</param>
    /// <returns>Null while the log is empty.</returns>
    public async Task<Moment?> TakeAsync(Contest contest, long? size = null)
    {
        if (await files.FindPublishedAsync(contest.Id, size ?? long.MaxValue) is not { } published
            || SignedNote.TryParse(published.Note) is not { } note || Checkpoint.TryParse(note.Text) is not { } checkpoint)
            return null;
        await heads.EnsurePublishedAsync(contest.Id, checkpoint.Size);
        return new Moment(
            contest.Id, contest.LogOrigin, published.Note, checkpoint.Size,
            published.RulesFile, published.EntriesFile, published.ResultFile);
    }

    public async Task WriteAsync(Moment moment, Stream to, CancellationToken gone)
    {
        await using var pending = new PendingBytes();
        var sums = new StringBuilder();
        using (var zip = new ZipArchive(pending, ZipArchiveMode.Create, leaveOpen: true))
        {
            await AddAsync("checkpoint", Encoding.UTF8.GetBytes(moment.Note));
            await AddAsync("vkey", Encoding.UTF8.GetBytes(keys.VerifierLines(moment.Origin)));
            await AddAsync("rules.json", moment.Rules);
            await AddAsync("entries.json", moment.Entries);
            await AddAsync("texts.json", await files.ReadTextsAsync(moment.ContestId, moment.Size));
            await AddAsync("result.json", moment.Result);
            for (var number = 0L; number * Tile.FullWidth < moment.Size; number++)
            {
                var width = (int)Math.Min(Tile.FullWidth, moment.Size - number * Tile.FullWidth);
                var leaves = await logs.ReadEntryBundleAsync(moment.ContestId, number, width)
                    ?? throw new InvalidDataException($"The log of {moment.Origin} has no leaves {number * Tile.FullWidth} and on.");
                await AddAsync($"entries/{TilePath.Format(number, width)}", leaves);
            }

            // Last, because it names every other file.
            await WriteEntryAsync("SHA256SUMS", Encoding.UTF8.GetBytes(sums.ToString()));

            async Task AddAsync(string name, byte[]? content)
            {
                if (content is null)
                    return;
                sums.Append(Convert.ToHexStringLower(SHA256.HashData(content))).Append("  ").Append(name).Append('\n');
                await WriteEntryAsync(name, content);
            }

            async Task WriteEntryAsync(string name, byte[] content)
            {
                using (var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open())
                    entry.Write(content);
                await pending.SendAsync(to, gone);
            }
        }

        // The zip's directory, which it wrote when it was disposed.
        await pending.SendAsync(to, gone);
    }
}
