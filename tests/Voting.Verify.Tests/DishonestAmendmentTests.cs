using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voting.Verify.Recount;
using static Voting.Verify.Tests.Crafted;

namespace Voting.Verify.Tests;

/// <summary>Rules changed by an organizer who has the log's key, with an amendment and without: only what may change does.</summary>
[Collection(RealContest.Collection)]
public sealed class DishonestAmendmentTests(RealContest real)
{
    /// <summary>While voting is open, on the first day.</summary>
    private static readonly Dictionary<string, (string Reason, Action<JsonObject> Change)> WhileOpen = new()
    {
        ["a later end"] = ("ok", rules => rules["closesAt"] = Later(rules, 5)),
        ["counts shown otherwise"] = ("ok", rules => rules["visibility"] = new JsonObject { ["mode"] = "hidden" }),
        ["a publicity period"] = ("ok", rules => rules["publicity"] = new JsonObject { ["workingDays"] = 5, ["holidays"] = new JsonArray("2030-01-01") }),
        ["an earlier end"] = ("amend-forbidden", rules => rules["closesAt"] = Later(rules, -5)),
        ["an end far away"] = ("amend-forbidden", rules => rules["closesAt"] = Later(rules, 91)),
        ["more votes a day"] = ("amend-forbidden", rules => rules["ballot"]!["votesPerPeriod"] = 20),
        ["other weights"] = ("amend-forbidden", rules => (rules["score"]!["publicWeight"], rules["score"]!["expertWeight"]) = (0.5m, 0.5m)),
        ["another method"] = ("amend-forbidden", rules => rules["score"]!["public"] = "rank"),
        ["another opening"] = ("amend-forbidden", rules => rules["opensAt"] = "2020-01-01T00:00:00Z"),
        ["more awards"] = ("amend-forbidden", rules => rules["groups"]![0]!["awards"] = 9),
        ["another channel"] = ("amend-forbidden", rules => rules["channels"]!.AsArray().Add("phone")),
        ["a criterion's weight"] = ("amend-forbidden", rules => rules["criteria"]![0]!["weight"] = 2),
        ["counts shown in a way that is none"] = ("amend-forbidden", rules => rules["visibility"] = new JsonObject { ["mode"] = "sometimes" }),
        ["a tie decided before the end"] = ("amend-forbidden", rules => rules["tieDecision"] = new JsonArray(1, 2)),
        ["a member that is none"] = ("rules-unreadable", rules => rules["favourite"] = 3),
    };

    private static readonly Dictionary<string, (string Reason, Action<JsonObject> Change)> AfterClosing = new()
    {
        ["a tie decided"] = ("ok", rules => rules["tieDecision"] = new JsonArray(1, 2)),
        ["a later end"] = ("amend-forbidden", rules => rules["closesAt"] = Later(rules, 5)),
        ["a tie decided twice over"] = ("amend-forbidden", rules => rules["tieDecision"] = new JsonArray(1, 1)),
    };

    public static TheoryData<string> NamesWhileOpen => [.. WhileOpen.Keys];

    public static TheoryData<string> NamesAfterClosing => [.. AfterClosing.Keys];

    [Theory]
    [MemberData(nameof(NamesWhileOpen))]
    public async Task While_voting_is_open_it_is_judged_by_what_it_changes(string name) =>
        Assert.Equal(WhileOpen[name].Reason, await Verifying.ReasonAsync(Amended(WhileOpen[name].Change, whileOpen: true)));

    [Theory]
    [MemberData(nameof(NamesAfterClosing))]
    public async Task And_after_closing(string name) =>
        Assert.Equal(AfterClosing[name].Reason, await Verifying.ReasonAsync(Amended(AfterClosing[name].Change, whileOpen: false)));

    [Fact]
    public async Task Rules_that_changed_without_an_amendment_are_refused()
    {
        var bundle = Bundle.Read(real.Running);
        bundle.Files["rules.json"] = Changed(bundle, WhileOpen["a later end"].Change);
        Assert.Equal("rules-mismatch", await Verifying.ReasonAsync(bundle.Sum()));

        // Nor does it help to publish the true ones among the texts.
        bundle = Bundle.Read(real.Running);
        KeepText(bundle, bundle.Files["rules.json"]);
        bundle.Files["rules.json"] = Changed(bundle, WhileOpen["a later end"].Change);
        Assert.Equal("rules-mismatch", await Verifying.ReasonAsync(bundle.Sum()));
    }

    [Fact]
    public async Task An_amendment_of_other_rules_than_stand_is_refused()
    {
        var bundle = Amended(WhileOpen["a later end"].Change, whileOpen: true, old: new string('a', 64));
        Assert.Equal("amend-mismatch", await Verifying.ReasonAsync(bundle));
    }

    [Fact]
    public async Task The_rules_of_before_have_to_be_published_too()
    {
        var bundle = Amended(WhileOpen["a later end"].Change, whileOpen: true);
        var texts = JsonNode.Parse(bundle.Files["texts.json"])!.AsObject();
        texts.Remove(ContestCourse.HashOf(Bundle.Read(real.Running).Files["rules.json"]));
        bundle.Files["texts.json"] = Encoding.UTF8.GetBytes(texts.ToJsonString());
        Assert.Equal("rules-mismatch", await Verifying.ReasonAsync(bundle.Sum()));
    }

    private Bundle Amended(Action<JsonObject> change, bool whileOpen, string? old = null)
    {
        var bundle = Bundle.Read(whileOpen ? real.Running : real.Reviewed);
        var (before, leaves) = (bundle.Files["rules.json"], bundle.Leaves());
        KeepText(bundle, before);
        bundle.Files["rules.json"] = Changed(bundle, change);
        leaves.Add(Leaf(leaves[^1], "amend", leaf => leaf.Add("old", old ?? ContestCourse.HashOf(before))
            .Add("rules", ContestCourse.HashOf(bundle.Files["rules.json"])).Add("by", Nobody).Add("e", NoReason)));
        return bundle.WithLeaves(leaves).Sign(real.OtherKey).Sum();
    }

    private static byte[] Changed(Bundle bundle, Action<JsonObject> change)
    {
        var rules = JsonNode.Parse(bundle.Files["rules.json"])!.AsObject();
        change(rules);
        return JsonSerializer.SerializeToUtf8Bytes(rules);
    }

    private static void KeepText(Bundle bundle, byte[] text)
    {
        var texts = JsonNode.Parse(bundle.Files["texts.json"])!.AsObject();
        texts[ContestCourse.HashOf(text)] = Encoding.UTF8.GetString(text);
        bundle.Files["texts.json"] = Encoding.UTF8.GetBytes(texts.ToJsonString());
    }

    private static string Later(JsonObject rules, int days) => ((DateTimeOffset)rules["closesAt"]!).AddDays(days).ToString("O");
}
