using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Entries;

namespace Voting.Server.Pages;

/// <summary>A contest as its organizer sees it, with the outcome of what was just done.</summary>
/// <param name="Done">Which act succeeded: <c>created | moved | imported | checked | amended | withdrawn</c>.</param>
/// <param name="Problem">Title and detail of an act that was refused.</param>
public sealed record OrganizerView(Contest Contest, long Votes, DateTimeOffset Now)
{
    /// <summary>False for auditors: there is nothing to press.</summary>
    public bool MayChange { get; init; }

    public string? Done { get; init; }

    public int? DoneCount { get; init; }

    /// <summary>Messages sent to phones today, and how many there may be; null where the contest needs none.</summary>
    public (long Sent, long Most)? Messages { get; init; }

    public (string Title, string Detail)? Problem { get; init; }

    public IReadOnlyList<ImportError> ImportErrors { get; init; } = [];

    public ContestPhase? Next => ContestPhases.NextOf(Contest.Phase);

    /// <summary>Voting opens at its time and not before; until then there is nothing to press.</summary>
    public bool WaitsForOpening => Next == ContestPhase.Voting && Now < Contest.OpensAt;

    public DateTimeOffset InZone(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Contest.Zone);
}
