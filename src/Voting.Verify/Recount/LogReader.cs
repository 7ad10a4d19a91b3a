using System.Threading.Channels;
using Voting.Rules.Log;
using Voting.Verify.Publication;

namespace Voting.Verify.Recount;

/// <summary>The tiles of a log in their order; the next ones are fetched while one is looked at.</summary>
public sealed class LogReader(IPublication publication, long size)
{
    public async IAsyncEnumerable<IReadOnlyList<byte[]>> ReadAsync()
    {
        var ahead = Channel.CreateBounded<Task<byte[]>>(publication.ReadAhead);
        using var enough = new CancellationTokenSource();
        var fetching = Task.Run(() => FetchAsync(ahead.Writer, enough.Token));
        try
        {
            var number = 0L;
            await foreach (var tile in ahead.Reader.ReadAllAsync())
                yield return Decode(number++, await tile);
        }
        finally
        {
            await enough.CancelAsync();
            await fetching;
        }
    }

    public async Task<IReadOnlyList<byte[]>> ReadAsync(long number) =>
        Decode(number, await publication.ReadEntriesAsync(number, Publications.WidthOf(number, size)));

    private async Task FetchAsync(ChannelWriter<Task<byte[]>> to, CancellationToken enough)
    {
        try
        {
            for (var number = 0L; number < Publications.TilesOf(size); number++)
                await to.WriteAsync(FetchAsync(number), enough);
        }
        catch (OperationCanceledException)
        {
            // Whoever reads has seen enough.
        }

        to.Complete();
    }

    /// <summary>Whatever is wrong with the tile is thrown where it is looked at.</summary>
    private async Task<byte[]> FetchAsync(long number) =>
        await publication.ReadEntriesAsync(number, Publications.WidthOf(number, size));

    private IReadOnlyList<byte[]> Decode(long number, byte[] bundle)
    {
        try
        {
            var leaves = EntryBundle.Decode(bundle);
            return leaves.Count == Publications.WidthOf(number, size)
                ? leaves
                : throw new RefusedException("tile-malformed", $"entry tile {number} has {leaves.Count} leaves");
        }
        catch (InvalidDataException e)
        {
            throw new RefusedException("tile-malformed", $"entry tile {number}: {e.Message}");
        }
    }
}
