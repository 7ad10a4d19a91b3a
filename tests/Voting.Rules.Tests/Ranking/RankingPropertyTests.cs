using FsCheck;
using FsCheck.Fluent;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

public sealed class RankingPropertyTests
{
    [Fact]
    public void The_order_of_entries_and_sheets_never_matters() =>
        Prop.ForAll(Given.Entries, entries => Prop.ForAll(Gen.Shuffle(entries).ToArbitrary(), shuffled =>
            Rank(entries).SequenceEqual(Rank([.. shuffled.Select(e => e with { Marks = [.. e.Marks.Reverse()] })]))))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void One_more_vote_never_lowers_an_entry() =>
        Prop.ForAll(Given.Entries, entries =>
        {
            var before = PlaceOf(entries);
            return entries.All(e => PlaceOf([.. entries.Select(o => o == e ? o with { Votes = o.Votes + 1 } : o)])[e.Number] <= before[e.Number]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_place_is_one_more_than_the_number_of_entries_before_it() =>
        Prop.ForAll(Given.Entries, entries =>
        {
            var rows = Rank(entries);
            return rows.Count == entries.Length && rows[0].Rank == 1 && rows.Index().All(r =>
                r.Item.Rank == rows.Count(other => other.Rank < r.Item.Rank) + 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rows_stand_by_score_and_equal_scores_by_votes() =>
        Prop.ForAll(Given.Entries, entries =>
        {
            var rows = Rank(entries);
            return rows.Zip(rows.Skip(1)).All(pair =>
                (pair.First.ScoreCompared, pair.First.Votes).CompareTo((pair.Second.ScoreCompared, pair.Second.Votes)) >= 0
                && (pair.First.Rank < pair.Second.Rank || pair.First.Number < pair.Second.Number));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_tie_step_is_named_exactly_where_a_score_is_shared() =>
        Prop.ForAll(Given.Entries, entries =>
        {
            var rows = Rank(entries);
            return rows.All(row =>
                (row.TieStep is not null) == rows.Any(o => o != row && o.ScoreCompared == row.ScoreCompared)
                && (row.TieStep == "joint") == rows.Any(o => o != row && o.Rank == row.Rank));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_score_lies_between_0_and_100() =>
        Prop.ForAll(Given.Entries, entries => Rank(entries).All(row =>
            InRange(row.PublicScore) && InRange(row.ExpertScore ?? 0) && InRange(row.Score)
            && row.Score == (new Rational(4, 5) * row.PublicScore) + (new Rational(1, 5) * (row.ExpertScore ?? 0))))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void As_many_times_the_votes_for_everybody_change_nothing_but_the_votes() =>
        Prop.ForAll(Given.Entries, Gen.Choose(1, 1_000_000).ToArbitrary(), (entries, times) =>
            Rank([.. entries.Select(e => e with { Votes = e.Votes * times })])
                .SequenceEqual(Rank(entries).Select(row => row with { Votes = row.Votes * times })))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Weights_of_criteria_are_relative() =>
        Prop.ForAll(Given.Entries, Gen.Choose(1, 1000).ToArbitrary(), (entries, times) =>
            CombinedRanking.Rank(entries, [.. Given.FiveCriteria.Select(c => c with { Weight = c.Weight * times })], ScorePolicy.Default)
                .SequenceEqual(Rank(entries)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_decision_only_parts_entries_that_were_joint() =>
        Prop.ForAll(Given.Entries, entries => Prop.ForAll(Gen.Shuffle(entries).ToArbitrary(), decided =>
        {
            var rows = CombinedRanking.Rank(entries, Given.FiveCriteria, ScorePolicy.Default, [.. decided.Select(e => e.Number)]);
            var before = PlaceOf(entries);
            return rows.Select(row => row.Rank).SequenceEqual(Enumerable.Range(1, rows.Count))
                && rows.Zip(rows.Skip(1)).All(pair => before[pair.First.Number] <= before[pair.Second.Number]);
        })).QuickCheckThrowOnFailure();

    private static IReadOnlyList<RankedEntry> Rank(RankingEntry[] entries) =>
        CombinedRanking.Rank(entries, Given.FiveCriteria, ScorePolicy.Default);

    private static Dictionary<int, int> PlaceOf(RankingEntry[] entries) => Rank(entries).ToDictionary(row => row.Number, row => row.Rank);

    private static bool InRange(Rational score) => score >= 0 && score <= 100;
}
