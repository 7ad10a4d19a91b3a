using Voting.Rules.Contests;

namespace Voting.Rules.Tests.Contests;

public sealed class VisibilityTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private static readonly DateTimeOffset Opens = new(2026, 11, 6, 9, 30, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData(Visibility.Live, RevealKind.Everything)]
    [InlineData(Visibility.Ranks, RevealKind.Places)]
    [InlineData(Visibility.Hidden, RevealKind.Nothing)]
    public void A_mode_without_a_time_shows_the_same_all_along(string mode, RevealKind kind)
    {
        foreach (var hours in new[] { -1, 0, 1, 1000 })
            Assert.Equal(new Reveal(kind), new Visibility(mode).RevealedAt(Opens.AddHours(hours), Opens, Shanghai));
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(29, 0)]
    [InlineData(30, 30)]
    [InlineData(59, 30)]
    [InlineData(60, 60)]
    [InlineData(100_000, 99_990)]
    public void Every_half_hour_is_counted_from_the_opening(int minutes, int revealed) =>
        Assert.Equal(
            Reveal.UpTo(Opens.AddMinutes(revealed)),
            new Visibility(Visibility.Every, Minutes: 30).RevealedAt(Opens.AddMinutes(minutes), Opens, Shanghai));

    [Theory]
    [InlineData("2026-11-06T19:59:59+08:00", "2026-11-05T20:00:00+08:00")]
    [InlineData("2026-11-06T20:00:00+08:00", "2026-11-06T20:00:00+08:00")]
    [InlineData("2026-11-07T01:00:00+08:00", "2026-11-06T20:00:00+08:00")]
    [InlineData("2026-11-06T12:00:00Z", "2026-11-06T20:00:00+08:00")]
    public void Daily_is_the_last_time_of_day_in_the_contests_zone(string now, string revealed) =>
        Assert.Equal(
            Reveal.UpTo(DateTimeOffset.Parse(revealed, null)),
            new Visibility(Visibility.Daily, At: "20:00").RevealedAt(DateTimeOffset.Parse(now, null), Opens, Shanghai));

    [Fact]
    public void Daily_at_a_time_that_a_clock_change_skips_is_the_next_one_there_is()
    {
        // In Berlin 02:30 did not exist on 29 March 2026.
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(
            Reveal.UpTo(new DateTimeOffset(2026, 3, 29, 3, 0, 0, TimeSpan.FromHours(2))),
            new Visibility(Visibility.Daily, At: "02:30").RevealedAt(new DateTimeOffset(2026, 3, 29, 12, 0, 0, TimeSpan.Zero), Opens, berlin));
    }

    [Fact]
    public void Frozen_shows_everything_until_its_instant_and_stands_still_from_then_on()
    {
        var from = Opens.AddDays(9);
        var frozen = new Visibility(Visibility.Frozen, From: from);
        Assert.Equal(Reveal.Everything, frozen.RevealedAt(from.AddTicks(-1), Opens, Shanghai));
        Assert.Equal(Reveal.UpTo(from), frozen.RevealedAt(from, Opens, Shanghai));
        Assert.Equal(Reveal.UpTo(from), frozen.RevealedAt(from.AddDays(30), Opens, Shanghai));
    }

    [Theory]
    [InlineData(Visibility.Live, null, null, false, "")]
    [InlineData(Visibility.Every, 1, null, false, "")]
    [InlineData(Visibility.Every, 1440, null, false, "")]
    [InlineData(Visibility.Daily, null, "20:00", false, "")]
    [InlineData(Visibility.Frozen, null, null, true, "")]
    [InlineData("secret", null, null, false, "mode unknown")]
    [InlineData(null, null, null, false, "mode unknown")]
    [InlineData(Visibility.Every, null, null, false, "minutes required")]
    [InlineData(Visibility.Every, 0, null, false, "minutes range")]
    [InlineData(Visibility.Every, 1441, null, false, "minutes range")]
    [InlineData(Visibility.Live, 5, null, false, "minutes unknown")]
    [InlineData(Visibility.Daily, null, null, false, "at required")]
    [InlineData(Visibility.Daily, null, "25:00", false, "at format")]
    [InlineData(Visibility.Daily, null, "8 pm", false, "at format")]
    [InlineData(Visibility.Hidden, null, "20:00", true, "at unknown, from unknown")]
    [InlineData(Visibility.Frozen, null, null, false, "from required")]
    public void What_does_not_fit_is_named(string? mode, int? minutes, string? at, bool hasFrom, string errors) =>
        Assert.Equal(errors, string.Join(", ", new Visibility(mode!, minutes, at, hasFrom ? Opens : null).Validate()
            .Select(error => $"{error.Field} {error.Problem}")));
}
