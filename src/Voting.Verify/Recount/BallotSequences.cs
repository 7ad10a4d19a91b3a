using Voting.Rules.Log;

namespace Voting.Verify.Recount;

/// <summary>
/// Every ballot has its number within a shard and epoch of the ballot box, from 1, each once. Ballots are recorded in any order,
/// but a number that stays missing is a ballot that was taken away, unless the shard was rebuilt afterwards, which the log says.
/// Keeps the numbers that ran ahead, no others.
/// </summary>
public sealed class BallotSequences
{
    private sealed class Run
    {
        public long Whole { get; set; }
        public HashSet<long> Ahead { get; } = [];
    }

    private readonly Dictionary<(long Shard, long Epoch), Run> _runs = [];
    private readonly Dictionary<long, long> _epochs = [];

    public void Take(long index, BallotSequence place)
    {
        if (place.Shard < 0 || place.Number < 1)
            throw new RefusedException("leaf-malformed", $"leaf {index}: s is no place in a ballot box");
        if (place.Epoch != EpochOf(place.Shard))
            throw new RefusedException("epoch-mismatch", $"leaf {index} is of epoch {place.Epoch} while shard {place.Shard} was at {EpochOf(place.Shard)}");
        if (!_runs.TryGetValue((place.Shard, place.Epoch), out var run))
            _runs[(place.Shard, place.Epoch)] = run = new Run();
        if (place.Number <= run.Whole || !run.Ahead.Add(place.Number))
            throw new RefusedException("sequence-repeated", $"leaf {index} has number {place.Number} of shard {place.Shard}, epoch {place.Epoch}, which another ballot has");
        while (run.Ahead.Remove(run.Whole + 1))
            run.Whole++;
    }

    public void Rebuild(long index, long shard, long epoch)
    {
        if (shard < 0 || epoch <= EpochOf(shard))
            throw new RefusedException("epoch-mismatch", $"leaf {index} sets shard {shard} to epoch {epoch}, which was at {EpochOf(shard)}");
        _epochs[shard] = epoch;
    }

    /// <param name="isClosed">After closing nothing is under way any more.</param>
    /// <returns>How many numbers are missing that may still come.</returns>
    public long CountMissing(bool isClosed)
    {
        var missing = 0L;
        foreach (var ((shard, epoch), run) in _runs)
        {
            if (run.Ahead.Count == 0 || epoch < EpochOf(shard))
                continue;
            if (isClosed)
                throw new RefusedException("sequence-gap", $"ballot {run.Whole + 1} of shard {shard}, epoch {epoch} is not in the log, later ones are");
            missing += run.Ahead.Max() - run.Whole - run.Ahead.Count;
        }

        return missing;
    }

    private long EpochOf(long shard) => _epochs.GetValueOrDefault(shard, 1);
}
