using System.Text.Json;
using Voting.Rules.Contests;
using Voting.Rules.Log;

namespace Voting.LoadTests;

/// <summary>
/// The whole log counted again, leaf by leaf, by the rules alone: tree, votes, what a voter may do, and the order of sequence
/// numbers. Leaves are only ever added, as to the log itself.
/// </summary>
public sealed class Recount(BallotPolicy policy, TimeZoneInfo zone)
{
    private readonly TreeFrontier _tree = new();
    private readonly List<byte[]> _leaves = [];
    private readonly List<byte[]> _roots = [MerkleTree.EmptyRoot];
    private readonly Dictionary<int, long> _votes = [];
    private readonly Dictionary<(string Voter, string Key), long> _keys = [];
    private readonly Dictionary<(string Voter, int Period), List<int>> _given = [];
    private readonly SequenceNumbers _sequences = new();
    private readonly List<string> _violations = [];

    /// <summary>Leaves.</summary>
    public long Size => _leaves.Count;

    public long Ballots { get; private set; }

    /// <summary>By entry number.</summary>
    public IReadOnlyDictionary<int, long> Votes => _votes;

    /// <summary>What must not be in a log, whatever happened. Gaps in the sequence are not among them: see <see cref="Gaps"/>.</summary>
    public IEnumerable<string> Violations => _violations.Concat(_sequences.Violations);

    public byte[] LeafAt(long index) => _leaves[(int)index];

    /// <param name="size">From 0 to <see cref="Size"/>.</param>
    public byte[] RootAt(long size) => _roots[(int)size];

    public void Append(byte[] leaf)
    {
        var index = Size;
        _leaves.Add(leaf);
        _tree.Append(MerkleTree.LeafHash(leaf));
        _roots.Add(_tree.Root());
        try
        {
            using var json = JsonDocument.Parse(leaf);
            switch (json.RootElement.GetProperty("type").GetString())
            {
                case "ballot":
                    Count(index, BallotLeaf.Read(json.RootElement));
                    break;
                case "rebuild":
                    var epoch = json.RootElement.GetProperty("s").EnumerateArray().Select(number => number.GetInt64()).ToList();
                    _sequences.AddRebuild(index, epoch[0], epoch[1]);
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            _violations.Add($"leaf {index} can not be read: {e.Message}");
        }
    }

    /// <summary>Numbers that are missing though nothing explains it: right only when nothing is on its way any more.</summary>
    public IEnumerable<string> Gaps() => _sequences.Gaps();

    private void Count(long index, BallotLeaf ballot)
    {
        Ballots++;
        _sequences.AddBallot(index, ballot.Sequence);
        if (!_keys.TryAdd((ballot.Voter, ballot.KeyHash), index))
            _violations.Add($"leaves {_keys[(ballot.Voter, ballot.KeyHash)]} and {index} are the same voter and key");
        if (ballot.Entries.Count < policy.MinChoices || ballot.Entries.Count > policy.MaxChoices)
            _violations.Add($"leaf {index} has {ballot.Entries.Count} choices");

        var period = VotingPeriod.At(ballot.At, policy, zone).Number;
        if (!_given.TryGetValue((ballot.Voter, period), out var given))
            _given[(ballot.Voter, period)] = given = [];
        given.AddRange(ballot.Entries);
        if (given.Count > policy.VotesPerPeriod)
            _violations.Add($"leaf {index}: voter {ballot.Voter} has {given.Count} votes in period {period}");
        foreach (var (entry, count) in given.CountBy(entry => entry))
        {
            if (count > policy.VotesPerEntryPerPeriod)
                _violations.Add($"leaf {index}: voter {ballot.Voter} voted {count} times for entry {entry} in period {period}");
        }
        foreach (var entry in ballot.Entries)
            _votes[entry] = _votes.GetValueOrDefault(entry) + 1;
    }
}
