using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Verify.Publication;
using Voting.Verify.Recount;

namespace Voting.Rules.Tests.Verify;

/// <summary>A whole contest as its log: opened under some policy, voted, judged, closed, and sealed with some result.</summary>
internal sealed class SealedLog : IPublication
{
    private const string Slug = "options";
    private const long Opens = 1_700_000_000_000;
    private static readonly string Someone = new('0', 32);
    private static readonly string NoText = ContestCourse.HashOf([]);
    private readonly List<byte[]> _leaves = [];
    private readonly Dictionary<string, byte[]> _files = [];

    public SealedLog(IReadOnlyList<RankingInput> groups, ScorePolicy policy, IReadOnlyList<GroupRanking> result)
    {
        var entries = groups.SelectMany(group => group.Entries, (group, entry) => (Group: group.Group, Entry: entry)).ToList();
        _files["rules.json"] = JsonSerializer.SerializeToUtf8Bytes(RulesOf(groups, policy), JsonSerializerOptions.Web);
        _files["entries.json"] = JsonSerializer.SerializeToUtf8Bytes(entries.Select(e => new { number = e.Entry.Number, group = e.Group }));
        _files["texts.json"] = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { [NoText] = "" });
        Move("draft", "screening", "exhibiting", "voting");
        Add("open", leaf => leaf.Add("rules", HashOf("rules.json")).Add("entries", HashOf("entries.json"))
            .Add("kc", NoText).Add("opens", Opens).Add("closes", Opens + 86_400_000));
        Vote(entries.SelectMany(e => Enumerable.Repeat(e.Entry.Number, (int)e.Entry.Votes)));
        Judge(entries.SelectMany(e => e.Entry.Marks, (e, marks) => (e.Entry.Number, marks)).ToLookup(m => m.marks.Expert, m => KeyValuePair.Create(m.Number, m.marks.MilliMarks.ToArray())));
        Move("voting", "reviewing");
        Add("close", leaf => leaf.Add("n", entries.Sum(e => e.Entry.Votes)));
        var file = new ResultFile(Slug, _leaves.Count, [.. result.Select(group => new ResultGroup(group.Group, [.. group.Rows.Select(ResultRow.Of)]))]);
        _files["result.json"] = JsonSerializer.SerializeToUtf8Bytes(file, JsonSerializerOptions.Web);
        Move("reviewing", "published");
        Add("seal", leaf => leaf.Add("result", HashOf("result.json")));
        Sign();
    }

    public bool IsOneMoment => true;

    public int ReadAhead => 1;

    public Task<byte[]?> FindAsync(string name) => Task.FromResult(_files.GetValueOrDefault(name));

    public void Expect(long size) => Assert.Equal(_leaves.Count, size);

    public Task<byte[]> ReadEntriesAsync(long number, int width) =>
        Task.FromResult(EntryBundle.Encode([.. _leaves.Skip((int)number * Tile.FullWidth).Take(width)]));

    public void Dispose()
    {
    }

    private static SealedRules RulesOf(IReadOnlyList<RankingInput> groups, ScorePolicy policy) => new(
        Slug, "Asia/Shanghai", DateTimeOffset.FromUnixTimeMilliseconds(Opens), DateTimeOffset.FromUnixTimeMilliseconds(Opens + 86_400_000),
        [.. groups.Select(group => new Group(group.Group, group.Group, 1))], Ranking.Given.FiveCriteria,
        new BallotPolicy(BallotPolicy.WholeContest, 1, 1, 1, 1), ["device"], policy, JsonSerializer.SerializeToElement(new { mode = "live" }));

    private void Vote(IEnumerable<int> choices)
    {
        foreach (var (i, entry) in choices.Index())
            Add("ballot", leaf => leaf.Add("ch", "device").Add("k", $"{i:x16}").Add("s", new long[] { 0, 1, i + 1 }).Add("vt", $"{i:x32}").Add("w", new long[] { entry }));
    }

    private void Judge(ILookup<string, KeyValuePair<int, long[]>> sheets)
    {
        var salt = new byte[32];
        foreach (var sheet in sheets)
            Add("sheet", leaf => leaf.Add("x", sheet.Key).Add("h", SheetCommitment.Of(salt, SheetCommitment.Canonical(Slug, sheet.Key, sheet))));
        foreach (var sheet in sheets)
            foreach (var (i, marks) in sheet.Index())
                Add("reveal", leaf => (i == 0 ? leaf.Add("salt", Convert.ToHexStringLower(salt)) : leaf).Add("x", sheet.Key).Add("n", marks.Key).Add("m", marks.Value));
    }

    private void Move(params string[] phases)
    {
        foreach (var (from, to) in phases.Zip(phases.Skip(1)))
            Add("phase", leaf => leaf.Add("from", from).Add("to", to).Add("by", Someone).Add("e", NoText));
    }

    private void Add(string type, Func<CanonicalObject, CanonicalObject> add) =>
        _leaves.Add(add(new CanonicalObject().Add("c", Slug).Add("t", Opens + 1).Add("type", type).Add("v", 1)).ToBytes());

    private void Sign()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var tree = new TreeFrontier();
        _leaves.ForEach(leaf => tree.Append(MerkleTree.LeafHash(leaf)));
        var signer = new NoteSigner($"votes.example/log/{Slug}", key);
        _files["checkpoint"] = Encoding.UTF8.GetBytes(signer.Sign(new Checkpoint($"votes.example/log/{Slug}", tree.Size, tree.Root()).ToText()));
        _files["vkey"] = Encoding.UTF8.GetBytes($"{signer.VerifierKey}\n");
    }

    private string HashOf(string file) => ContestCourse.HashOf(_files[file]);
}
