using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

/// <summary>Contests are sealed with the default: what it gave once, it gives for ever, to the last digit of every fraction.</summary>
public sealed class DefaultStaysTests
{
    private const string Known = "cde9317290d0d289694f2705da0d96be17e3ccba09cf2ac21ae52737706736a7";

    [Fact]
    public void The_default_gives_the_same_fractions_places_and_steps_as_ever()
    {
        var groups = new[] { "village", "project", "person" }.Index()
            .Select(g => new RankingInput(g.Item, [.. Enumerable.Range(1, 50).Select(i => Entry((g.Index * 50) + i))]));

        var rows = CombinedRanking.RankGroups([.. groups], Given.FiveCriteria, ScorePolicy.Default, decisions: [12, 7])
            .SelectMany(group => group.Rows, (group, row) =>
                $"{group.Group} {row.Rank} {row.Number} {row.Votes} {row.PublicScore} {row.ExpertScore} {row.Score} {row.TieStep}\n");

        Assert.Equal(Known, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(rows)))));
    }

    /// <summary>Few different votes, so that steps are needed; three to seven experts, of whom some entries have none.</summary>
    private static RankingEntry Entry(int number) => new(
        number, number * 7919L % 31 * 1000,
        [.. Enumerable.Range(1, number % 9 == 0 ? 0 : 3 + (number % 5)).Select(expert => new ExpertMarks(
            $"x{expert}", [.. Given.FiveCriteria.Select(c => (((number % 4) + expert) * 37L % (c.Max + 1)) * 1000)]))]);
}
