using Voting.Rules.Contests;

namespace Voting.Rules.Tests.Contests;

public sealed class VotingPeriodTests
{
    private static readonly BallotPolicy Daily = new(BallotPolicy.Day, 10, 1, 1, 10);

    private static VotingPeriod At(string time, string zone) =>
        VotingPeriod.At(DateTimeOffset.Parse(time), Daily, TimeZoneInfo.FindSystemTimeZoneById(zone));

    [Fact]
    public void A_day_turns_at_midnight_of_the_contests_zone()
    {
        var evening = At("2023-11-20T15:59:59.999Z", "Asia/Shanghai");
        var midnight = At("2023-11-20T16:00:00Z", "Asia/Shanghai");
        Assert.Equal(evening.Number + 1, midnight.Number);
        Assert.Equal(DateTimeOffset.Parse("2023-11-20T16:00:00Z"), evening.ResetsAt);
        Assert.Equal(DateTimeOffset.Parse("2023-11-21T16:00:00Z"), midnight.ResetsAt);
    }

    [Theory]
    // Berlin, clocks back: the 29th has 25 hours.
    [InlineData("2023-10-28T22:30:00Z", "Europe/Berlin", "2023-10-29T23:00:00Z")]
    // Santiago, clocks forward at midnight: the 3rd begins at 01:00 local.
    [InlineData("2023-09-02T12:00:00Z", "America/Santiago", "2023-09-03T04:00:00Z")]
    // Havana, clocks back at 01:00: midnight comes twice, the first one begins the day.
    [InlineData("2023-11-04T12:00:00Z", "America/Havana", "2023-11-05T04:00:00Z")]
    public void Clock_changes_keep_days_whole(string time, string zone, string reset) =>
        Assert.Equal(DateTimeOffset.Parse(reset), At(time, zone).ResetsAt);

    [Fact]
    public void A_contest_period_never_resets()
    {
        var policy = Daily with { Period = BallotPolicy.WholeContest };
        Assert.Equal(new VotingPeriod(0, null, null), VotingPeriod.At(DateTimeOffset.Parse("2023-11-20T00:00Z"), policy, TimeZoneInfo.Utc));
    }
}
