using System.Text;
using System.Text.Json;
using Dapper;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Microsoft.Extensions.DependencyInjection;

namespace Voting.Server.Tests.App;

/// <summary>
/// Recomputes a contest from the database file alone, and compares everything that must agree: leaves, tree, checkpoints,
/// ballot rows, quotas, and the public leaderboard.
/// </summary>
public sealed class LedgerCheck
{
    private readonly List<Leaf> _leaves = [];
    private int[] _epochs = [];

    public required IReadOnlyList<Ballot> Ballots { get; init; }

    public IEnumerable<string> LeafTypes => _leaves.Select(leaf => leaf.Type);

    public IReadOnlyList<Leaf> Leaves => _leaves;

    public long LogSize => _leaves.Count;

    public sealed record Leaf(long Index, byte[] Bytes, JsonElement Json)
    {
        public string Type => Json.GetProperty("type").GetString()!;
    }

    public sealed class Ballot
    {
        public long LogIndex { get; init; }
        public required byte[] Voter { get; init; }
        public required byte[] KeyHash { get; init; }
        public required string Entries { get; init; }
        public int Period { get; init; }
        public long AcceptedAt { get; init; }
        public long CheckpointSize { get; init; }
        public int Shard { get; init; }
        public int Epoch { get; init; }
        public long Seq { get; init; }

        public string VoterHex => Convert.ToHexStringLower(Voter);

        public int[] Numbers => JsonSerializer.Deserialize<int[]>(Entries)!;
    }

    public Leaf Single(string type) => Assert.Single(_leaves, leaf => leaf.Type == type);

    public static async Task<LedgerCheck> RunAsync(VotingApp app, string slug)
    {
        var contest = app.Services.GetRequiredService<ContestDirectory>().Find(slug)!;
        await using var database = app.OpenDatabase();
        if (app.Backend == Backend.Embedded)
            Assert.Equal("ok", await database.ExecuteScalarAsync<string>("PRAGMA integrity_check"));

        var ballots = (await database.QueryAsync<Ballot>(
            """
            SELECT   log_index AS LogIndex, voter, key_hash AS KeyHash, entries, period, accepted_at AS AcceptedAt,
                     checkpoint_size AS CheckpointSize, shard, epoch, seq
            FROM     ballots
            WHERE    contest_id = @Id
            ORDER BY log_index
            """,
            contest)).AsList();
        var check = new LedgerCheck { Ballots = ballots };
        var batches = (await database.QueryAsync<(long Size, long First, string Note, byte[] Leaves)>(
            "SELECT size, first_index, note, leaves FROM log_batches WHERE contest_id = @Id ORDER BY size", contest)).AsList();
        foreach (var batch in batches)
            foreach (var (place, leaf) in EntryBundle.Decode(batch.Leaves).Index())
                check._leaves.Add(new Leaf(batch.First + place, leaf, JsonDocument.Parse(leaf).RootElement));
        var notes = batches.ConvertAll(batch => (batch.Size, batch.Note));
        var (epochs, acts) = await database.QuerySingleAsync<(string, long)>(
            "SELECT epochs, acts FROM log_heads WHERE contest_id = @Id", contest);
        check._epochs = JsonSerializer.Deserialize<int[]>(epochs)!;
        Assert.Equal(check._leaves.Count(leaf => leaf.Type != "ballot"), acts);

        check.TreeIsWhole(notes);
        check.BallotsAreTheirLeaves();
        check.SequencesAreWhole();
        check.NothingCountedTwice(contest);
        await check.BoardCountsTheLedgerAsync(app, slug);
        return check;
    }

    private void TreeIsWhole(List<(long Size, string Note)> notes)
    {
        var tree = new TreeFrontier();
        var next = 0;
        foreach (var leaf in _leaves)
        {
            Assert.Equal(tree.Size, leaf.Index);
            tree.Append(MerkleTree.LeafHash(leaf.Bytes));
            if (next == notes.Count || notes[next].Size != tree.Size)
                continue;
            var checkpoint = Checkpoint.TryParse(SignedNote.TryParse(notes[next].Note)!.Text)!;
            Assert.Equal(tree.Size, checkpoint.Size);
            Assert.Equal(tree.Root(), checkpoint.Root);
            next++;
        }

        Assert.Equal(notes.Count, next);
        Assert.Equal(_leaves.Count, notes.Count == 0 ? 0 : notes[^1].Size);
    }

    private void BallotsAreTheirLeaves()
    {
        var leaves = _leaves.Where(leaf => leaf.Type == "ballot").ToList();
        Assert.Equal(leaves.Select(leaf => leaf.Index), Ballots.Select(ballot => ballot.LogIndex));
        foreach (var (ballot, leaf) in Ballots.Zip(leaves))
        {
            Assert.Equal(ballot.VoterHex, leaf.Json.GetProperty("vt").GetString());
            Assert.Equal(Convert.ToHexStringLower(ballot.KeyHash), leaf.Json.GetProperty("k").GetString());
            Assert.Equal(ballot.Entries, leaf.Json.GetProperty("w").GetRawText());
            Assert.Equal(ballot.AcceptedAt, leaf.Json.GetProperty("t").GetInt64());
            Assert.Equal($"[{ballot.Shard},{ballot.Epoch},{ballot.Seq}]", leaf.Json.GetProperty("s").GetRawText());
            Assert.InRange(ballot.CheckpointSize, ballot.LogIndex + 1, _leaves.Count);
        }
    }

    /// <summary>
    /// Without a gap: what is missing would look like a ballot that was taken away. Only where a box was filled anew, which
    /// the log then tells, may ballots of its last epoch be missing.
    /// </summary>
    private void SequencesAreWhole()
    {
        var rebuilds = _leaves.Where(leaf => leaf.Type == "rebuild").Select(leaf => leaf.Json.GetProperty("s"))
            .ToLookup(place => place[0].GetInt32(), place => place[1].GetInt32());
        // The first filling is no rebuild; before it, the epoch is 0.
        foreach (var (shard, epoch) in _epochs.Index())
            Assert.Equal(epoch, rebuilds[shard].DefaultIfEmpty(Math.Clamp(epoch, 0, 1)).Max());
        foreach (var run in Ballots.GroupBy(ballot => (ballot.Shard, ballot.Epoch), ballot => ballot.Seq))
        {
            Assert.InRange(run.Key.Epoch, 1, _epochs[run.Key.Shard]);
            Assert.Equal(run.Count(), run.Distinct().Count());
            if (run.Key.Epoch == _epochs[run.Key.Shard])
                Assert.Equal(Enumerable.Range(1, run.Count()).Select(seq => (long)seq), run.Order());
        }
    }

    private void NothingCountedTwice(Contest contest)
    {
        Assert.Equal(Ballots.Count, Ballots.DistinctBy(ballot => (ballot.VoterHex, Encoding.Latin1.GetString(ballot.KeyHash))).Count());
        var policy = contest.Rules.Ballot;
        foreach (var given in Ballots.GroupBy(ballot => (ballot.VoterHex, ballot.Period)))
        {
            var votes = given.SelectMany(ballot => ballot.Numbers).ToList();
            Assert.InRange(votes.Count, 1, policy.VotesPerPeriod);
            Assert.All(votes.CountBy(entry => entry), entry => Assert.InRange(entry.Value, 1, policy.VotesPerEntryPerPeriod));
        }

        Assert.All(Ballots, ballot => Assert.InRange(
            ballot.AcceptedAt, contest.OpensAt.ToUnixTimeMilliseconds(), contest.ClosesAt.ToUnixTimeMilliseconds() - 1));
    }

    private async Task BoardCountsTheLedgerAsync(VotingApp app, string slug)
    {
        var board = await Answer.Of(app.NewClient().GetAsync($"/api/contests/{slug}/leaderboard"));
        var shown = board["groups"].EnumerateArray().SelectMany(group => group.GetProperty("rows").EnumerateArray())
            .ToDictionary(row => row.GetProperty("number").GetInt32(), row => row.GetProperty("votes").GetInt64());
        var standing = _leaves.Where(leaf => leaf.Type is "hold" or "void" or "restore")
            .GroupBy(leaf => leaf.Json.GetProperty("i").GetInt64()).ToDictionary(acts => acts.Key, acts => acts.Last().Type);
        var counted = Ballots.Where(ballot => standing.GetValueOrDefault(ballot.LogIndex) != "void").SelectMany(ballot => ballot.Numbers).CountBy(number => number).ToDictionary();
        Assert.All(shown, row => Assert.Equal(counted.GetValueOrDefault(row.Key), row.Value));
        Assert.Equal(counted.Values.Sum(), shown.Values.Sum());
    }
}
