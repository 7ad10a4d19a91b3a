using Voting.Rules.Ballots;
using Voting.Rules.Contests;

namespace Voting.Rules.Tests.Ballots;

public sealed class BallotRulesTests
{
    private static readonly BallotPolicy TwoToThree = new(BallotPolicy.Day, 10, 1, MinChoices: 2, MaxChoices: 3);
    private static readonly DateTimeOffset Opens = new(2023, 11, 20, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Closes = Opens.AddDays(10);

    [Theory]
    [InlineData(new[] { 1, 2 }, null)]
    [InlineData(new[] { 3, 2, 1 }, null)]
    [InlineData(new int[0], CastRefusal.TooFewChoices)]
    [InlineData(new[] { 1 }, CastRefusal.TooFewChoices)]
    [InlineData(new[] { 1, 2, 3, 4 }, CastRefusal.TooManyChoices)]
    [InlineData(new[] { 1, 1 }, CastRefusal.InvalidBallot)]
    [InlineData(new[] { 1, 9 }, CastRefusal.EntryNotFound)]
    [InlineData(new[] { 1, -1 }, CastRefusal.EntryNotFound)]
    public void The_choices_alone_are_judged(int[] choices, CastRefusal? expected) =>
        Assert.Equal(expected, BallotRules.Check(choices, TwoToThree, number => number is >= 1 and <= 5));

    [Fact]
    public void Opening_is_included_and_closing_is_not()
    {
        Assert.Equal(CastRefusal.VotingNotOpen, BallotRules.CheckTime(Opens.AddMilliseconds(-1), Opens, Closes));
        Assert.Null(BallotRules.CheckTime(Opens, Opens, Closes));
        Assert.Null(BallotRules.CheckTime(Closes.AddMilliseconds(-1), Opens, Closes));
        Assert.Equal(CastRefusal.VotingClosed, BallotRules.CheckTime(Closes, Opens, Closes));
    }

    [Fact]
    public void Every_refusal_has_its_own_code()
    {
        var codes = Enum.GetValues<CastRefusal>().Select(refusal => refusal.Code()).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
    }
}
