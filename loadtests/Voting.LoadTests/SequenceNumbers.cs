using Voting.Rules.Log;

namespace Voting.LoadTests;

/// <summary>
/// The numbers under which ballots were admitted: each once per shard and epoch, from 1, in any order, and without gaps
/// unless a later <c>rebuild</c> of the shard ended the epoch. After that no ballot of the epoch may come.
/// </summary>
public sealed class SequenceNumbers
{
    private sealed class Span
    {
        public long Highest;
        public readonly HashSet<long> Seen = [];
    }

    private readonly Dictionary<(long Shard, long Epoch), Span> _spans = [];
    private readonly Dictionary<long, long> _epochs = [];
    private readonly List<string> _violations = [];

    public IEnumerable<string> Violations => _violations;

    public void AddBallot(long index, BallotSequence sequence)
    {
        var at = (sequence.Shard, sequence.Epoch);
        if (!_spans.TryGetValue(at, out var span))
            _spans[at] = span = new Span();
        if (!span.Seen.Add(sequence.Number) || sequence.Number < 1)
            _violations.Add($"leaf {index}: number {Name(sequence)} is there again, or no number");
        span.Highest = Math.Max(span.Highest, sequence.Number);
        if (sequence.Epoch < _epochs.GetValueOrDefault(sequence.Shard))
            _violations.Add($"leaf {index}: {Name(sequence)} comes after the rebuild into epoch {_epochs[sequence.Shard]}");
    }

    public void AddRebuild(long index, long shard, long epoch)
    {
        if (epoch <= _epochs.GetValueOrDefault(shard))
            _violations.Add($"leaf {index}: shard {shard} is rebuilt into epoch {epoch}, which is no new one");
        _epochs[shard] = Math.Max(epoch, _epochs.GetValueOrDefault(shard));
    }

    public IEnumerable<string> Gaps() => _spans
        .Where(span => span.Value.Seen.Count < span.Value.Highest && span.Key.Epoch >= _epochs.GetValueOrDefault(span.Key.Shard))
        .Select(span =>
            $"shard {span.Key.Shard}, epoch {span.Key.Epoch}: {span.Value.Highest - span.Value.Seen.Count} numbers up to "
            + $"{span.Value.Highest} are missing, and no rebuild came after");

    private static string Name(BallotSequence sequence) => $"{sequence.Shard}/{sequence.Epoch}/{sequence.Number}";
}
