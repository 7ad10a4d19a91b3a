using Voting.Server.Contests;
using Voting.Server.Entries;
using Voting.Server.Panel;

namespace Voting.Server.Pages;

/// <summary>A contest's panel as its organizer sees it, with the outcome of what was just done. No marks.</summary>
/// <param name="MinMarks">What every entry should have; entries below are listed.</param>
public sealed record ExpertsView(Contest Contest, IReadOnlyList<SeatView> Seats, IReadOnlyList<PanelCoverage> Coverage, int MinMarks)
{
    public const int UsualMarks = 3;

    /// <summary>False for auditors: there is nothing to press.</summary>
    public bool MayChange { get; init; }

    /// <summary>Which act succeeded: <c>assigned | imported | unlocked | excluded | substituted | added</c>.</summary>
    public string? Done { get; init; }

    /// <summary>Links that are told now and never again.</summary>
    public IReadOnlyList<InvitationAnswer> Issued { get; init; } = [];

    /// <summary>Title and detail of an act that was refused.</summary>
    public (string Title, string Detail)? Problem { get; init; }

    /// <summary>The seat whose act was refused; 0 for none: its form is shown open with what was typed.</summary>
    public long At { get; init; }

    public string Act { get; init; } = "";

    public string Typed { get; init; } = "";

    public IReadOnlyList<ImportError> ImportErrors { get; init; } = [];

    public IReadOnlyList<PanelCoverage> Short => [.. Coverage.Where(line => line.Expected < MinMarks)];

    public int Submitted => Seats.Count(seat => seat.Expert.SubmittedAt is not null);

    public int Awaited => Seats.Count(seat => seat.Expert.IsAwaited);

    public IEnumerable<SeatView> Open => Seats.Where(seat => seat.Expert.IsAwaited);
}

/// <summary>One seat, how far its sheet is, and where it has stepped aside.</summary>
public sealed record SeatView(Expert Expert, PanelProgress Progress, IReadOnlyList<EntryDraft> Silent)
{
    public static SeatView Of(Contest contest, Expert expert, IEnumerable<EntryDraft> drafts)
    {
        var noted = drafts.ToDictionary(draft => draft.Number);
        return new SeatView(
            expert,
            PanelProgress.Of([.. expert.AssignedOf(contest).Select(entry => (entry.Number, noted.GetValueOrDefault(entry.Number)))]),
            [.. noted.Values.Where(draft => draft.Stance != EntryDraft.Marking).OrderBy(draft => draft.Number)]);
    }
}
