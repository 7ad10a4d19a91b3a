using Voting.Rules.Contests;
using Voting.Rules.Panel;
using Voting.Server.Contests;

namespace Voting.Server.Panel;

/// <summary>The answer to an expert: assignments, criteria, the own marks, progress.</summary>
public sealed record PanelAnswer(
    PanelContest Contest, PanelExpert Expert, bool CanScore, IReadOnlyList<Criterion> Criteria,
    IReadOnlyList<PanelAssignment> Assignments, PanelProgress Progress)
{
    public static PanelAnswer Of(PanelView view) => new(
        new(view.Contest.Slug, view.Contest.Title, view.Contest.Phase.ToWire()),
        new(view.Expert.Name, view.Expert.Affiliation, view.Expert.State, Time(view.Expert.SubmittedAt)),
        view.CanScore, view.Contest.Criteria, [.. view.Entries.Select(entry => PanelAssignment.Of(view.Contest, entry))], view.Progress);

    public static DateTimeOffset? Time(long? at) => at is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}

public sealed record PanelContest(string Slug, string Title, string Phase);

/// <param name="State"><c>invited | joined | scoring | submitted | excluded</c>.</param>
public sealed record PanelExpert(string Name, string Affiliation, string State, DateTimeOffset? SubmittedAt);

/// <param name="State"><c>open | started | marked | abstained | recused</c>.</param>
/// <param name="Revision">Sent back with a change, so that of two browsers the later one is told; 0 for nothing saved yet.</param>
public sealed record PanelAssignment(
    int Number, string Title, string Group, string Organization, string Region, string Summary, string Description, string ImageUrl,
    string State, IReadOnlyDictionary<string, decimal> Marks, string Comment, string? Reason, decimal? Total, long Revision, bool RecusalProposed)
{
    public static PanelAssignment Of(Contest contest, PanelEntry line) => new(
        line.Entry.Number, line.Entry.Title, line.Entry.Group, line.Entry.Organization, line.Entry.Region, line.Entry.Summary,
        line.Entry.Description, line.Entry.PictureUrl(contest.Slug), line.State, DraftAnswer.MarksOf(contest, line.Draft),
        line.Draft?.Comment ?? "", line.Draft?.Reason is { Length: > 0 } reason ? reason : null, line.Total, line.Draft?.Revision ?? 0,
        line.RecusalProposed);
}

/// <summary>One entry of a sheet as it is stored.</summary>
public sealed record DraftAnswer(
    int Number, string Stance, IReadOnlyDictionary<string, decimal> Marks, string Comment, string? Reason, long Revision)
{
    public static DraftAnswer Of(Contest contest, EntryDraft draft) => new(
        draft.Number, draft.Stance, MarksOf(contest, draft), draft.Comment, draft.Reason.Length > 0 ? draft.Reason : null, draft.Revision);

    public static IReadOnlyDictionary<string, decimal> MarksOf(Contest contest, EntryDraft? draft) => contest.Criteria
        .Zip(draft?.Marks ?? [])
        .Where(pair => pair.Second is not null)
        .ToDictionary(pair => pair.First.Code, pair => pair.Second!.Value / 1000m);
}

/// <summary>One expert as the organizer sees it; no token, no marks.</summary>
/// <param name="State"><c>invited | joined | scoring | submitted | excluded</c>.</param>
/// <param name="Assigned">Entry numbers; absent = every shortlisted entry.</param>
/// <param name="IsRevealed">The marks are in the open.</param>
public sealed record ExpertDetail(
    long Id, string Name, string Affiliation, string State, PanelProgress Progress, IReadOnlyList<int>? Assigned,
    DateTimeOffset? JoinedAt, DateTimeOffset? SavedAt, DateTimeOffset? SubmittedAt, DateTimeOffset? ExcludedAt, bool IsRevealed)
{
    public static ExpertDetail Of(Contest contest, Expert expert, IEnumerable<EntryDraft> drafts)
    {
        var noted = drafts.ToDictionary(draft => draft.Number);
        return new ExpertDetail(
            expert.Id, expert.Name, expert.Affiliation, expert.State,
            PanelProgress.Of([.. expert.AssignedOf(contest).Select(entry => (entry.Number, noted.GetValueOrDefault(entry.Number)))]),
            expert.Assigned, PanelAnswer.Time(expert.JoinedAt), PanelAnswer.Time(expert.SavedAt), PanelAnswer.Time(expert.SubmittedAt),
            PanelAnswer.Time(expert.ExcludedAt), expert.RevealedAt is not null);
    }
}

/// <param name="InvitationUrl">Its last segment is the token, told here only.</param>
public sealed record InvitationAnswer(long Id, string Name, string Affiliation, string InvitationUrl);
