using System.Globalization;
using System.Text.Json.Serialization;

namespace Voting.Rules.Contests;

/// <summary>
/// What the public sees of the counts before the result is published, and when. From publication on everything is shown. The
/// organizers always see everything.
/// </summary>
/// <param name="Mode">One of the constants.</param>
/// <param name="Minutes">With <see cref="Every"/>: 1 to 1440.</param>
/// <param name="At">With <see cref="Daily"/>: <c>HH:mm</c> in the contest's time zone.</param>
/// <param name="From">With <see cref="Frozen"/>: from when on.</param>
public sealed record Visibility(
    string Mode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Minutes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? At = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? From = null)
{
    /// <summary>As they are.</summary>
    public const string Live = "live";

    /// <summary>As they were at the last full interval since opening.</summary>
    public const string Every = "every";

    /// <summary>As they were at the last time of day.</summary>
    public const string Daily = "daily";

    /// <summary>Places as they are; no counts and no scores.</summary>
    public const string Ranks = "ranks";

    /// <summary>Neither counts nor places.</summary>
    public const string Hidden = "hidden";

    /// <summary>As they are until an instant, and from then on as they were at it.</summary>
    public const string Frozen = "frozen";

    private const int MostMinutes = 24 * 60;

    public static IReadOnlyList<string> Modes { get; } = [Live, Every, Daily, Ranks, Hidden, Frozen];

    /// <summary>What is wrong with it: a field and a stable word; nothing when it is right.</summary>
    public IEnumerable<(string Field, string Problem)> Validate()
    {
        if (!Modes.Contains(Mode))
            yield return ("mode", "unknown");
        if (Fits(Every, Minutes is not null) is { } minutes)
            yield return ("minutes", minutes);
        else if (Minutes is < 1 or > MostMinutes)
            yield return ("minutes", "range");
        if (Fits(Daily, At is not null) is { } at)
            yield return ("at", at);
        else if (At is not null && TimeOfDay is null)
            yield return ("at", "format");
        if (Fits(Frozen, From is not null) is { } from)
            yield return ("from", from);
    }

    /// <summary>What may be shown at an instant of a contest whose result is not published.</summary>
    public Reveal RevealedAt(DateTimeOffset now, DateTimeOffset opensAt, TimeZoneInfo zone) => Mode switch
    {
        Live => Reveal.Everything,
        Ranks => Reveal.Places,
        Every => Reveal.UpTo(LastInterval(now, opensAt)),
        Daily => Reveal.UpTo(LastTimeOfDay(now, zone)),
        Frozen => now < From ? Reveal.Everything : Reveal.UpTo(From!.Value),
        _ => Reveal.Nothing,
    };

    private TimeOnly? TimeOfDay =>
        TimeOnly.TryParseExact(At, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private string? Fits(string mode, bool isGiven) => (Mode == mode, isGiven) switch
    {
        (true, false) => "required",
        (false, true) => "unknown",
        _ => null,
    };

    private DateTimeOffset LastInterval(DateTimeOffset now, DateTimeOffset opensAt)
    {
        if (now < opensAt)
            return opensAt;
        var interval = TimeSpan.FromMinutes(Minutes!.Value);
        return opensAt + interval * Math.Floor((now - opensAt) / interval);
    }

    private DateTimeOffset LastTimeOfDay(DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var time = TimeOfDay!.Value;
        var at = VotingPeriod.InstantOf(today, time, zone);
        return at <= now ? at : VotingPeriod.InstantOf(today.AddDays(-1), time, zone);
    }
}
