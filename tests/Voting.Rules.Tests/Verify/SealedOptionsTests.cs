using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Verify;
using Voting.Verify.Recount;

namespace Voting.Rules.Tests.Verify;

/// <summary>Whatever options a contest was sealed with, its log alone gives its result again, and no other.</summary>
public sealed class SealedOptionsTests
{
    // Seven villages, so that standard scores can be had, and three persons, where they can not.
    private static readonly RankingInput[] Groups =
    [
        new("village", [Entry(1, 12), Entry(2, 9), Entry(3, 9), Entry(4, 5), Entry(5, 2), Entry(6, 1), Entry(7, 0)]),
        new("person", [Entry(8, 4), Entry(9, 3), Entry(10, 0)]),
    ];

    [Fact]
    public async Task A_contest_sealed_with_any_options_recounts()
    {
        foreach (var policy in Ranking.Given.Policies)
            Assert.Equal(("ok", policy), (await ReasonAsync(policy, Ranked(policy)), policy));
    }

    [Fact]
    public async Task The_result_of_other_options_is_refused()
    {
        foreach (var policy in Ranking.Given.Policies.Where(policy => policy != ScorePolicy.Default).Where((_, i) => i % 7 == 0))
            Assert.Equal(("result-mismatch", policy), (await ReasonAsync(policy, Ranked(ScorePolicy.Default)), policy));
    }

    private static IReadOnlyList<GroupRanking> Ranked(ScorePolicy policy) =>
        CombinedRanking.RankGroups(Groups, Ranking.Given.FiveCriteria, policy);

    private static async Task<string> ReasonAsync(ScorePolicy policy, IReadOnlyList<GroupRanking> result)
    {
        using var log = new SealedLog(Groups, policy, result);
        try
        {
            var verdict = await new Recounting(log, [], [], (_, _) => { }).RunAsync();
            return verdict.Standings.Count == Groups.Length ? "ok" : "groups lost";
        }
        catch (RefusedException refused)
        {
            return refused.Reason;
        }
    }

    /// <summary>Six experts, of whom the second was recused from entry 1.</summary>
    private static RankingEntry Entry(int number, long votes) => new(
        number, votes,
        [
            .. Enumerable.Range(1, 6).Where(expert => (expert, number) != (2, 1)).Select(expert => new ExpertMarks(
                $"{expert:x32}", [.. Ranking.Given.FiveCriteria.Select(c => ((number * 5L) + (expert * 7)) % (c.Max + 1) * 1000)])),
        ]);
}
