using FsCheck;
using FsCheck.Fluent;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

/// <summary>What holds for every policy there can be, or for all but the named.</summary>
public sealed class PolicyPropertyTests
{
    private static readonly Arbitrary<ScorePolicy> AnyPolicy = Weighted(Given.Policies);

    private static readonly Arbitrary<ScorePolicy> FairToVotes = Weighted([.. Given.Policies.Where(p => p.Public != "tscore")]);

    [Fact]
    public void The_order_of_entries_and_sheets_never_matters() =>
        Prop.ForAll(Given.Entries, AnyPolicy, (entries, policy) => Prop.ForAll(Gen.Shuffle(entries).ToArbitrary(), shuffled =>
            Rank(entries, policy).SequenceEqual(Rank([.. shuffled.Select(e => e with { Marks = [.. e.Marks.Reverse()] })], policy))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Who_the_experts_are_never_matters() =>
        Prop.ForAll(Given.Entries, AnyPolicy, (entries, policy) =>
            Rank([.. entries.Select(e => e with { Marks = [.. e.Marks.Select(m => m with { Expert = m.Expert == "x1" ? "last" : "a" + m.Expert })] })], policy)
                .SequenceEqual(Rank(entries, policy)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void One_more_vote_never_lowers_its_entry_by_any_method_but_tscore() =>
        Prop.ForAll(Given.Entries, FairToVotes, (entries, policy) =>
        {
            var before = Rank(entries, policy).ToDictionary(row => row.Number);
            return entries.All(e =>
            {
                var after = Rank([.. entries.Select(o => o == e ? o with { Votes = o.Votes + 1 } : o)], policy).Single(row => row.Number == e.Number);
                return after.Rank <= before[e.Number].Rank && after.PublicScore >= before[e.Number].PublicScore;
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void As_many_times_the_votes_for_everybody_move_nobody_by_any_method_but_log() =>
        Prop.ForAll(Given.Entries, AnyPolicy, Gen.Choose(1, 1_000_000).ToArbitrary(), (entries, policy, times) =>
            policy.Public == "log" || Rank([.. entries.Select(e => e with { Votes = e.Votes * times })], policy)
                .SequenceEqual(Rank(entries, policy).Select(row => row with { Votes = row.Votes * times })))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Scores_lie_between_0_and_100_where_no_tscore_is_asked_for() =>
        Prop.ForAll(Given.Entries, AnyPolicy, (entries, policy) => Rank(entries, policy).All(row =>
            (policy.Public == "tscore" || InRange(row.PublicScore))
            && (policy.ExpertScale == "tscore" || InRange(row.ExpertScore ?? 0))
            && row.Score == (Rational.Of(policy.PublicWeight) * row.PublicScore) + (Rational.Of(policy.ExpertWeight) * (row.ExpertScore ?? 0))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void More_votes_never_have_a_lower_public_score() =>
        Prop.ForAll(Given.Entries, AnyPolicy, (entries, policy) =>
        {
            var rows = Rank(entries, policy).OrderBy(row => row.Votes).ToList();
            return rows.Zip(rows.Skip(1)).All(pair => pair.First.Votes == pair.Second.Votes
                ? pair.First.PublicScore == pair.Second.PublicScore
                : pair.First.PublicScore < pair.Second.PublicScore);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void An_entry_waits_for_a_decision_exactly_where_nobody_marked_it() =>
        Prop.ForAll(Given.Entries, AnyPolicy, (entries, policy) => Rank(entries, policy).All(row =>
            (row.ExpertScore is null) == (row.ExpertNote == ExpertNotes.NeedsDecision)
            && (row.ExpertScore is null) == (entries.Single(e => e.Number == row.Number).Marks.Count == 0)))
            .QuickCheckThrowOnFailure();

    private static Arbitrary<ScorePolicy> Weighted(ScorePolicy[] policies) => (
        from policy in Gen.Elements(policies)
        from percent in Gen.Choose(0, 100)
        select policy with { PublicWeight = percent / 100m, ExpertWeight = 1 - (percent / 100m) }).ToArbitrary();

    private static IReadOnlyList<RankedEntry> Rank(RankingEntry[] entries, ScorePolicy policy) =>
        CombinedRanking.Rank(entries, Given.FiveCriteria, policy);

    private static bool InRange(Rational score) => score >= 0 && score <= 100;
}
