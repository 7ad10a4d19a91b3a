using Voting.Rules.Ballots;
using Voting.Rules.Contests;

namespace Voting.Rules.Tests.Ballots;

public sealed class VoterQuotaTests
{
    private static readonly BallotPolicy ThreeADay = new(BallotPolicy.Day, 3, 1, 1, 3);

    [Theory]
    [InlineData(new int[0], new[] { 1, 2, 3 }, null)]
    [InlineData(new[] { 1, 2 }, new[] { 3 }, null)]
    [InlineData(new[] { 1, 2 }, new[] { 3, 4 }, CastRefusal.QuotaExhausted)]
    [InlineData(new[] { 1, 2, 3 }, new[] { 1 }, CastRefusal.QuotaExhausted)]
    [InlineData(new[] { 1 }, new[] { 1 }, CastRefusal.AlreadyVoted)]
    [InlineData(new[] { 1 }, new[] { 2, 1 }, CastRefusal.AlreadyVoted)]
    public void Quota_comes_before_repetition(int[] given, int[] choices, CastRefusal? expected) =>
        Assert.Equal(expected, VoterQuota.Check(given, choices, ThreeADay, _ => "g"));

    [Fact]
    public void An_entry_may_get_as_many_votes_as_the_rules_say()
    {
        var twice = ThreeADay with { VotesPerEntryPerPeriod = 2 };
        Assert.Null(VoterQuota.Check([1], [1], twice, _ => "g"));
        Assert.Equal(CastRefusal.AlreadyVoted, VoterQuota.Check([1, 1], [1], twice, _ => "g"));
    }

    [Fact]
    public void A_group_limit_counts_what_was_given_and_what_is_asked()
    {
        var onePerGroup = ThreeADay with { PerGroup = 1 };
        Assert.Null(VoterQuota.Check([1], [2], onePerGroup, GroupOf));
        Assert.Equal(CastRefusal.QuotaExhausted, VoterQuota.Check([1], [3], onePerGroup, GroupOf));
        Assert.Equal(CastRefusal.QuotaExhausted, VoterQuota.Check([], [1, 3], onePerGroup, GroupOf));

        static string GroupOf(int entry) => entry % 2 == 0 ? "even" : "odd";
    }

    [Fact]
    public void Remaining_never_goes_below_zero()
    {
        Assert.Equal(3, VoterQuota.Remaining([], ThreeADay));
        Assert.Equal(0, VoterQuota.Remaining([1, 2, 3, 4], ThreeADay));
    }
}
