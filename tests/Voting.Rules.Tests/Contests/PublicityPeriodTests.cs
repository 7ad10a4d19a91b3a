using Voting.Rules.Contests;

namespace Voting.Rules.Tests.Contests;

public sealed class PublicityPeriodTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>2026-09-21 is a Monday; the first week of October is free.</summary>
    private static readonly DateOnly[] October = [.. Enumerable.Range(1, 7).Select(day => new DateOnly(2026, 10, day))];

    [Theory]
    [InlineData("2026-09-21T10:00:00+08:00", 5, "2026-09-28", false)]
    [InlineData("2026-09-21T23:59:59+08:00", 1, "2026-09-22", false)]
    [InlineData("2026-09-25T10:00:00+08:00", 1, "2026-09-28", false)]
    [InlineData("2026-09-26T10:00:00+08:00", 1, "2026-09-28", false)]
    [InlineData("2026-09-30T10:00:00+08:00", 1, "2026-10-08", true)]
    [InlineData("2026-09-28T10:00:00+08:00", 5, "2026-10-12", true)]
    [InlineData("2026-09-21T17:00:00Z", 1, "2026-09-23", false)]
    public void The_last_day_is_that_many_working_days_behind_the_day_of_publication(string published, int days, string last, bool october)
    {
        var period = new PublicityPeriod(days, october ? October : []);
        var day = DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(day, period.LastDay(At(published), Shanghai));
        Assert.Equal(new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(8)), period.EndsAt(At(published), Shanghai));
    }

    [Fact]
    public void Without_days_it_ends_as_it_begins()
    {
        var published = At("2026-09-26T10:00:00+08:00");
        Assert.Null(PublicityPeriod.None.LastDay(published, Shanghai));
        Assert.Equal(published, PublicityPeriod.None.EndsAt(published, Shanghai));
    }

    [Fact]
    public void Every_period_has_as_many_working_days_as_it_says_and_ends_on_one()
    {
        for (var start = new DateOnly(2026, 9, 1); start < new DateOnly(2026, 11, 1); start = start.AddDays(1))
            for (var days = 1; days <= 12; days++)
            {
                var last = new PublicityPeriod(days, October).LastDay(new(start.ToDateTime(new(9, 0)), TimeSpan.FromHours(8)), Shanghai)!.Value;
                var counted = Enumerable.Range(1, last.DayNumber - start.DayNumber)
                    .Count(i => start.AddDays(i) is var day && (int)day.DayOfWeek is >= 1 and <= 5 && Array.IndexOf(October, day) < 0);
                Assert.Equal((days, true), (counted, PublicityPeriod.IsWorkingDay(last, October)));
            }
    }

    [Theory]
    [InlineData(-1, "workingDays")]
    [InlineData(61, "workingDays")]
    [InlineData(0, null)]
    [InlineData(60, null)]
    public void Days_have_a_range(int days, string? field) =>
        Assert.Equal(field, new PublicityPeriod(days, []).Validate().Select(error => error.Field).SingleOrDefault());

    [Fact]
    public void Holidays_ascend_and_stand_once()
    {
        Assert.Empty(new PublicityPeriod(1, October).Validate());
        Assert.Equal([("holidays", "order")], new PublicityPeriod(1, [October[1], October[0]]).Validate());
        Assert.Equal([("holidays", "order")], new PublicityPeriod(1, [October[0], October[0]]).Validate());
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
