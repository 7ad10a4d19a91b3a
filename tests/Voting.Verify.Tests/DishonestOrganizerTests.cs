using System.Text.Json.Nodes;
using Voting.Rules.Log;
using static Voting.Verify.Tests.Crafted;

namespace Voting.Verify.Tests;

/// <summary>What an organizer can write and sign who has the log's key: whatever breaks the sealed rules is found.</summary>
[Collection(RealContest.Collection)]
public sealed class DishonestOrganizerTests(RealContest real)
{
    private static readonly Dictionary<string, (string Reason, Action<List<byte[]>> Change)> Acts = new()
    {
        ["more votes than a voter has"] = ("quota-exceeded", l => AddBallots(l, 1, 40, (leaf, i) => { leaf["w"] = new JsonArray(1 + i % 10); leaf["k"] = $"{i:x16}"; leaf["vt"] = Nobody; })),
        ["one entry twice a day"] = ("quota-exceeded", l => AddBallots(l, 1, 2, (leaf, i) => { leaf["k"] = $"{i:x16}"; leaf["vt"] = Nobody; })),
        ["one submission twice"] = ("key-repeated", l => AddBallots(l, 1, 2, (leaf, i) => { leaf["w"] = new JsonArray(i + 1); leaf["k"] = $"{1:x16}"; leaf["vt"] = Nobody; })),
        ["a ballot taken away"] = ("sequence-gap", l => { l.RemoveAt(Ballot(l, 3)); Recounted(l); }),
        ["a number twice"] = ("sequence-repeated", l => l[Ballot(l, 3)] = Change(l[Ballot(l, 3)], leaf => leaf["s"] = new JsonArray(0, 1, 1))),
        ["another epoch"] = ("epoch-mismatch", l => l[Ballot(l, 3)] = Change(l[Ballot(l, 3)], leaf => leaf["s"] = new JsonArray(0, 2, 4))),
        ["an epoch that ended"] = ("epoch-mismatch", l => l.Insert(Ballot(l, 3), Leaf(l[9], "rebuild", leaf => leaf.Add("s", new long[] { 0, 2 })))),
        ["a ballot before the opening"] = ("ballot-before-open", l => { var i = l.FindIndex(leaf => TypeOf(leaf) == "open"); (l[i], l[i + 1]) = (l[i + 1], l[i]); }),
        ["a ballot after the closing"] = ("ballot-after-close", l => l.Add(Change(l[Ballot(l, 0)], leaf => { leaf["s"] = new JsonArray(0, 1, 999); leaf["vt"] = Nobody; }))),
        ["a time before the opening"] = ("ballot-outside-times", l => Alter(l, leaf => leaf["t"] = (long)leaf["t"]! - 100_000_000)),
        ["a time after the closing"] = ("ballot-outside-times", l => Alter(l, leaf => leaf["t"] = (long)leaf["t"]! + 864_000_000)),
        ["an entry that is none"] = ("entry-unknown", l => Alter(l, leaf => leaf["w"] = new JsonArray(99))),
        ["too many choices"] = ("choices-not-allowed", l => Alter(l, leaf => leaf["w"] = new JsonArray(1, 2, 3, 4, 5, 6))),
        ["choices out of order"] = ("leaf-malformed", l => Alter(l, leaf => leaf["w"] = new JsonArray(2, 1))),
        ["a channel that is none"] = ("channel-unknown", l => Alter(l, leaf => leaf["ch"] = "post")),
        ["a member that nobody knows"] = ("leaf-malformed", l => Alter(l, leaf => leaf["weight"] = 2)),
        ["white space"] = ("leaf-not-canonical", l => l[Ballot(l, 2)] = [.. "{ "u8, .. l[Ballot(l, 2)][1..]]),
        ["another contest"] = ("other-contest", l => Alter(l, leaf => leaf["c"] = "another")),
        ["a type that is none"] = ("leaf-unknown", l => Alter(l, leaf => leaf["type"] = "gift")),
        ["opened twice"] = ("open-repeated", l => l.Insert(Ballot(l, 4), l.First(leaf => TypeOf(leaf) == "open"))),
        ["closed twice"] = ("close-repeated", l => l.Add(l[^1])),
        ["a closing that counts wrong"] = ("close-count-mismatch", l => l[^1] = Change(l[^1], leaf => leaf["n"] = 37)),
        ["never closed"] = ("close-missing", l => l.RemoveAt(l.Count - 1)),
        ["a phase left out"] = ("phase-illegal", l => l.Add(Phase(l[^1], "published", "archived"))),
        ["published without a result"] = ("seal-missing", l => l.Add(Phase(l[^1], "reviewing", "published"))),
        ["voided twice"] = ("void-repeated", l => { l.Add(Review(l[^1], "void", Ballot(l, 3))); l.Add(l[^1]); }),
        ["restored what counts"] = ("restore-without-void", l => l.Add(Review(l[^1], "restore", Ballot(l, 3)))),
        ["held twice"] = ("hold-repeated", l => { l.Add(Review(l[^1], "hold", Ballot(l, 3))); l.Add(l[^1]); }),
        ["a void of the future"] = ("review-of-future", l => l.Add(Review(l[^1], "void", 9999))),
        ["a void of no ballot"] = ("review-of-no-ballot", l => l.Add(Review(l[^1], "void", 1))),
        ["a void that nobody approved"] = ("leaf-malformed", l => l.Add(Change(Review(l[^1], "void", Ballot(l, 3)), leaf => leaf["a"] = new JsonArray()))),
        ["a reason that is not published"] = ("text-missing", l => l.Add(Change(Review(l[^1], "void", Ballot(l, 3)), leaf => leaf["e"] = new string('a', 64)))),
        ["other marks than committed"] = ("sheet-mismatch", l => Alter(l, leaf => leaf["m"] = new JsonArray(100_000), "reveal")),
        ["marks beyond the criterion"] = ("sheet-mismatch", l => Alter(l, leaf => leaf["m"] = new JsonArray(100_001), "reveal")),
        ["marks of nobody"] = ("reveal-without-sheet", l => Alter(l, leaf => leaf["x"] = Nobody, "reveal")),
        ["a sheet set aside whose marks were seen"] = ("sheet-aside-late", l => l.Add(Leaf(l[^1], "sheet", leaf => leaf
            .Add("x", (string)JsonNode.Parse(l.First(leaf => TypeOf(leaf) == "reveal"))!["x"]!).Add("by", Nobody).Add("e", NoReason)))),
        ["a sheet twice"] = ("sheet-repeated", l => l.Insert(l.FindIndex(leaf => TypeOf(leaf) == "sheet"), l.First(leaf => TypeOf(leaf) == "sheet"))),
        ["marks of the recused"] = ("recused-marked", l =>
        {
            var reveal = JsonNode.Parse(l.First(leaf => TypeOf(leaf) == "reveal"))!;
            l.Insert(6, Leaf(l[6], "recusal", leaf => leaf.Add("x", (string)reveal["x"]!).Add("n", (long)reveal["n"]!).Add("e", NoReason)));
        }),
    };

    public static TheoryData<string> Names => [.. Acts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused_for_its_reason(string name)
    {
        var bundle = Bundle.Read(real.Reviewed);
        var leaves = bundle.Leaves();

        Acts[name].Change(leaves);

        Assert.Equal(Acts[name].Reason, await Verifying.ReasonAsync(bundle.WithLeaves(leaves).Sign(real.OtherKey).Sum()));
    }

    [Fact]
    public async Task A_gap_is_explained_by_a_rebuild_of_its_shard_and_by_no_other()
    {
        foreach (var (shard, reason) in new[] { (0, "ok"), (1, "sequence-gap") })
        {
            var bundle = Bundle.Read(real.Reviewed);
            var leaves = bundle.Leaves();
            leaves.RemoveAt(Ballot(leaves, 3));
            leaves.Insert(leaves.Count - 2, Leaf(leaves[^1], "rebuild", leaf => leaf.Add("s", new long[] { shard, 2 })));
            Recounted(leaves);

            Assert.Equal(reason, await Verifying.ReasonAsync(bundle.WithLeaves(leaves).Sign(real.OtherKey).Sum()));
        }
    }

    [Fact]
    public async Task Voids_and_restores_count()
    {
        var bundle = Bundle.Read(real.Reviewed);
        var before = (await Verifying.RunAsync(bundle.ToZip())).Verdict!;
        var leaves = bundle.Leaves();
        foreach (var (type, ballot) in new[] { ("hold", 3), ("void", 3), ("void", 5), ("restore", 5), ("hold", 7) })
            leaves.Add(Review(leaves[^1], type, Ballot(leaves, ballot)));

        var after = (await Verifying.RunAsync(bundle.WithLeaves(leaves).Sign(real.OtherKey).Sum().ToZip())).Verdict!;

        var choices = JsonNode.Parse(leaves[Ballot(leaves, 3)])!["w"]!.AsArray().Select(entry => (int)entry!).ToList();
        Assert.Equal((1, 1), (after.Replay.Reviews.Voided, after.Replay.Reviews.Held));
        Assert.All(before.Replay.Votes, votes => Assert.Equal(votes.Value - (choices.Contains(votes.Key) ? 1 : 0), after.Replay.Votes[votes.Key]));
    }

    [Fact]
    public async Task The_sealed_result_is_the_one_the_log_gives()
    {
        var bundle = Bundle.Read(real.Reviewed);
        bundle.WithLeaves([.. bundle.Leaves(), Review(bundle.Leaves()[^1], "void", Ballot(bundle.Leaves(), 3))]).Sign(real.OtherKey).Sum();

        var published = await PublishAsync(bundle.Copy(), real.OtherKey);
        Assert.Equal("ok", await Verifying.ReasonAsync(published));
        Assert.StartsWith("verified", (await Verifying.RunAsync(published.ToZip())).Verdict!.ToReport());

        Action<JsonObject>[] lies =
        [
            result => Row(result)["votes"] = (long)Row(result)["votes"]! + 1,
            result => Row(result)["score"] = "99.9999",
            result => Row(result)["rank"] = 2,
            result => Row(result)["tieStep"] = "votes",
            result => Row(result)["expertScore"] = null,
            result => result["groups"]![0]!["rows"]!.AsArray().RemoveAt(0),
        ];
        foreach (var lie in lies)
            Assert.Equal("result-mismatch", await Verifying.ReasonAsync(await PublishAsync(bundle.Copy(), real.OtherKey, lie)));
        Assert.Equal("result-outdated", await Verifying.ReasonAsync(await PublishAsync(bundle.Copy(), real.OtherKey, result => result["size"] = 70)));

        published.Files["result.json"] = [.. published.Files["result.json"], (byte)' '];
        Assert.Equal("seal-mismatch", await Verifying.ReasonAsync(published.Sum()));
        published.Files.Remove("result.json");
        Assert.Equal("missing-file", await Verifying.ReasonAsync(published.Sum()));

        static JsonNode Row(JsonObject result) => result["groups"]![0]!["rows"]![0]!;
    }

    private static int Ballot(List<byte[]> leaves, int n) => leaves.Index().Where(leaf => TypeOf(leaf.Item) == "ballot").ElementAt(n).Index;

    private static void Alter(List<byte[]> leaves, Action<JsonObject> change, string type = "ballot")
    {
        var at = leaves.FindIndex(leaf => TypeOf(leaf) == type);
        leaves[at] = Change(leaves[at], change);
    }

    /// <summary>Ballots of the first day, numbered on, and counted by the closing.</summary>
    private static void AddBallots(List<byte[]> leaves, int before, int count, Action<JsonObject, int> change)
    {
        var (like, last) = (leaves[Ballot(leaves, 0)], leaves.Count(leaf => TypeOf(leaf) == "ballot"));
        for (var i = 0; i < count; i++)
            leaves.Insert(leaves.Count - 1 - before, Change(like, leaf =>
            {
                leaf["s"] = new JsonArray(0, 1, last + 1 + i);
                change(leaf, i);
            }));
        Recounted(leaves);
    }

    private static void Recounted(List<byte[]> leaves)
    {
        var close = leaves.FindIndex(leaf => TypeOf(leaf) == "close");
        leaves[close] = Change(leaves[close], leaf => leaf["n"] = leaves.Count(other => TypeOf(other) == "ballot"));
    }
}
