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
        return new VotingPeriod(today.DayNumber, StartOf(today), StartOf(today.AddDays(1)));

        DateTimeOffset StartOf(DateOnly day) => InstantOf(day, TimeOnly.MinValue, zone);
    }

    /// <summary>A time of a local day as an instant: where a clock change skips it, the next one there is; where it repeats, the first.</summary>
    internal static DateTimeOffset InstantOf(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(local)
            ? zone.GetAmbiguousTimeOffsets(local).Max()
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
