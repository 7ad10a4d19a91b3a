namespace Voting.Rules.Contests;

/// <summary>How long a published result stands open to objections before the contest may be archived.</summary>
/// <param name="WorkingDays">0 to 60, counted from the day after publication; 0 = it may be archived at once.</param>
/// <param name="Holidays">Days that are no working days though they lie between Monday and Friday; ascending, each once.</param>
public sealed record PublicityPeriod(int WorkingDays, IReadOnlyList<DateOnly> Holidays)
{
    public const int MostDays = 60;
    public const int MostHolidays = 400;

    public static PublicityPeriod None { get; } = new(0, []);

    public static bool IsWorkingDay(DateOnly day, IReadOnlyCollection<DateOnly> holidays) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Contains(day);

    /// <summary>What is wrong with it: a field and a stable word; nothing when it is right.</summary>
    public IEnumerable<(string Field, string Problem)> Validate()
    {
        if (WorkingDays is < 0 or > MostDays)
            yield return ("workingDays", "range");
        if (Holidays is null || Holidays.Count > MostHolidays)
            yield return ("holidays", "range");
        else if (!Holidays.SequenceEqual(Holidays.Distinct().Order()))
            yield return ("holidays", "order");
    }

    /// <summary>The last working day of the period; null where there is none to wait for.</summary>
    public DateOnly? LastDay(DateTimeOffset publishedAt, TimeZoneInfo zone)
    {
        if (WorkingDays == 0)
            return null;
        var free = Holidays.ToHashSet();
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(publishedAt, zone).DateTime);
        for (var left = WorkingDays; left > 0;)
        {
            day = day.AddDays(1);
            left -= IsWorkingDay(day, free) ? 1 : 0;
        }

        return day;
    }

    /// <summary>From when on the contest may be archived: the midnight behind the last day, or publication itself.</summary>
    public DateTimeOffset EndsAt(DateTimeOffset publishedAt, TimeZoneInfo zone) =>
        LastDay(publishedAt, zone) is { } last ? VotingPeriod.InstantOf(last.AddDays(1), TimeOnly.MinValue, zone) : publishedAt;

    /// <summary>Whether this can not end earlier than the other, whenever the result is published.</summary>
    public bool IsNotShorterThan(PublicityPeriod other) =>
        WorkingDays >= other.WorkingDays && other.Holidays.All(Holidays.Contains);

    public bool Equals(PublicityPeriod? other) =>
        other is not null && WorkingDays == other.WorkingDays && Holidays.SequenceEqual(other.Holidays);

    public override int GetHashCode() => HashCode.Combine(WorkingDays, Holidays.Count);
}
