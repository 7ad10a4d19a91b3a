using Voting.Rules.Analysis;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Rules.Tests.Ranking;

namespace Voting.Rules.Tests.Analysis;

/// <summary>Whoever types the shown arithmetic into a calculator comes to the shown score, whatever the options.</summary>
public sealed class WorkedTermTests
{
    private static readonly RankingEntry[] Entries =
        [Entry(1, 12), Entry(2, 9), Entry(3, 9), Entry(4, 5), Entry(5, 2), Entry(6, 1), Entry(7, 0), Entry(8, 40_000)];

    /// <summary>Two marks an expert: too few for standard scores, and one expert makes no difference.</summary>
    private static readonly RankingEntry[] Few = [Entry(1, 3), Entry(2, 3)];

    public static TheoryData<string> Cases => ["many", "few", "alone", "no votes", "equal votes"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Terms_give_the_scores_of_the_ranking(string name)
    {
        var entries = name switch
        {
            "few" => Few,
            "alone" => [Entries[0]],
            "no votes" => [.. Entries.Select(entry => entry with { Votes = 0 })],
            "equal votes" => [.. Entries.Select(entry => entry with { Votes = 4 })],
            _ => Entries,
        };
        foreach (var policy in Given.Policies)
            Check(entries, policy);
    }

    [Fact]
    public void A_term_reads_as_the_rules_say()
    {
        Assert.Equal("100 × ln(10) ÷ ln(13)", WorkedPublic.Of("log", [12, 9], 9).Term);
        Assert.Equal("100 × (4 − 2.5) ÷ (4 − 1)", WorkedPublic.Of("rank", [9, 12, 9, 1], 9).Term);
        Assert.Equal("50 + 10 × (1 − 2) ÷ 1", WorkedPublic.Of("tscore", [1, 3], 1).Term);
        Assert.Equal((null, "equal"), (WorkedPublic.Of("minmax", [4, 4], 4).Term, WorkedPublic.Of("minmax", [4, 4], 4).Case));
        Assert.Equal((null, "no-votes"), (WorkedPublic.Of("log", [0, 0], 0).Term, WorkedPublic.Of("log", [0, 0], 0).Case));
    }

    private static void Check(RankingEntry[] entries, ScorePolicy policy)
    {
        var rows = CombinedRanking.Rank(entries, Given.FiveCriteria, policy).ToDictionary(row => row.Number);
        long[] votes = [.. entries.Select(entry => entry.Votes)];
        IReadOnlyList<ExpertMarks>[] marks = [.. entries.Select(entry => entry.Marks)];
        foreach (var (i, entry) in entries.Index())
        {
            var row = rows[entry.Number];
            var worked = WorkedPublic.Of(policy.Public, votes, entry.Votes);
            AssertGives(row.PublicScore, worked.Term ?? worked.Case switch { "alone" => "100", "equal" => "50", _ => "0" }, policy);

            var panel = WorkedPanel.Of(marks, i, Given.FiveCriteria, policy, row.ExpertNote);
            AssertGives(row.ExpertScore!.Value, panel.Term!, policy);
            foreach (var expert in panel.Experts)
            {
                AssertGives(expert.Total, expert.TotalTerm, policy);
                if (expert.ScaledTerm is not null)
                    AssertGives(expert.Scaled, expert.ScaledTerm, policy);
                if (expert.Standard is { } standard)
                    AssertGives(standard, expert.StandardTerm!, policy);
            }

            Assert.Equal(policy.Expert == "trimmed" ? 2 : 0, panel.Experts.Count(expert => expert.IsLeftOut));
            Assert.Equal(policy.Expert == "zscore" && row.ExpertNote is null, panel.MeanTerm is not null);
        }
    }

    private static void AssertGives(Rational expected, string term, ScorePolicy policy)
    {
        var difference = Math.Abs((double)expected.Round(8) - Calculator.Evaluate(term));
        Assert.True(difference < 0.0005, $"{term} is not {expected.Round(6)}, with {policy}");
    }

    private static RankingEntry Entry(int number, long votes) => new(
        number, votes,
        [
            .. Enumerable.Range(1, 6).Select(expert => new ExpertMarks(
                $"x{expert}", [.. Given.FiveCriteria.Select(c => ((number * 5L) + (expert * 7)) % (c.Max + 1) * 1000)])),
        ]);
}
