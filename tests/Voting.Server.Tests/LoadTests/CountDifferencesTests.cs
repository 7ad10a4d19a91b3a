using Voting.LoadTests;

namespace Voting.Server.Tests.LoadTests;

public sealed class CountDifferencesTests
{
    private static readonly PbProject[] Projects = [new(1, "P1", "Meadow", 2), new(2, "P2", "Well", 1), new(3, "P3", "Bridge", 0)];
    private static readonly PbBallot[] Ballots = [new("a", [1, 2]), new("b", [1])];

    [Fact]
    public void Equal_counts_have_no_differences() => Assert.Empty(Compare(new() { [1] = 2, [2] = 1, [3] = 0 }));

    [Fact]
    public void A_lost_and_a_doubled_vote_are_named() => Assert.Equal(
        ["P1 Meadow: the board has 1, 2 by the ballots", "P2 Well: the board has 2, 1 by the ballots"],
        Compare(new() { [1] = 1, [2] = 2, [3] = 0 }));

    [Fact]
    public void An_entry_without_votes_has_to_be_shown_too() => Assert.Equal(
        ["P3 Bridge: not on the board, 0 by the ballots"], Compare(new() { [1] = 2, [2] = 1 }));

    [Fact]
    public void An_entry_that_is_not_in_the_file_is_a_difference() => Assert.Equal(
        ["number 4 is on the board and not in the file"], Compare(new() { [1] = 2, [2] = 1, [3] = 0, [4] = 0 }));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void Kills_come_one_after_another_within_the_replay(int kills)
    {
        var moments = CrashRun.Moments(kills);

        Assert.Equal(kills, moments.Count);
        Assert.Equal(moments.Order(), moments);
        Assert.All(moments, moment => Assert.InRange(moment, 0.05, 0.9));
    }

    private static IEnumerable<string> Compare(Dictionary<int, long> shown) =>
        CountDifferences.Of(Projects, shown, "the ballots", CountDifferences.AddUp(Ballots));
}
