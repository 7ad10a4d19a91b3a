namespace Voting.Rules.Contests;

/// <summary>The span a voter's quota covers.</summary>
/// <param name="Number">Days since 0001-01-01 in the contest's time zone; 0 where the whole contest is one period.</param>
/// <param name="StartsAt">Its first instant; null where the whole contest is one period.</param>
/// <param name="ResetsAt">When the next quota begins; null where there is no next one.</param>
public readonly record struct VotingPeriod(int Number, DateTimeOffset? StartsAt, DateTimeOffset? ResetsAt)
{
    public static VotingPeriod At(DateTimeOffset now, BallotPolicy policy, TimeZoneInfo zone)
    {
        if (policy.Period != BallotPolicy.Day)
            return new VotingPeriod(0, null, null);

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        return new VotingPeriod(today.DayNumber, StartOf(today, zone), StartOf(today.AddDays(1), zone));
    }

    /// <summary>The first instant of a local day, also where a clock change skips or repeats midnight.</summary>
    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(midnight)
            ? zone.GetAmbiguousTimeOffsets(midnight).Max()
            : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}
