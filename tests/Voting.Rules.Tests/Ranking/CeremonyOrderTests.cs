using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

/// <summary>Group after group, from the last award up; who shares the last award is revealed with it.</summary>
public sealed class CeremonyOrderTests
{
    [Fact]
    public void Each_group_goes_from_its_last_award_up_to_the_first_place()
    {
        var order = CeremonyOrder.Of(
            CombinedRanking.RankGroups(
                [
                    new("village", [Voted(1, 40), Voted(2, 90), Voted(3, 70), Voted(4, 10)]),
                    new("person", [Voted(5, 7), Voted(6, 8)]),
                ],
                [], ScorePolicy.Default),
            new Dictionary<string, int> { ["village"] = 3, ["person"] = 5 });
        Assert.Equal(
            [new("village", 1, 3), new("village", 3, 2), new("village", 2, 1), new("person", 5, 2), new("person", 6, 1)], order);
    }

    [Fact]
    public void Entries_that_share_the_last_award_are_all_revealed_and_a_group_without_awards_is_not()
    {
        var order = CeremonyOrder.Of(
            CombinedRanking.RankGroups(
                [new("village", [Voted(1, 9), Voted(2, 5), Voted(3, 5), Voted(4, 1)]), new("person", [Voted(5, 7)])], [], ScorePolicy.Default),
            new Dictionary<string, int> { ["village"] = 2, ["person"] = 0 });
        Assert.Equal([new("village", 3, 2), new("village", 2, 2), new("village", 1, 1)], order);
    }

    private static RankingEntry Voted(int number, long votes) => new(number, votes, []);
}
