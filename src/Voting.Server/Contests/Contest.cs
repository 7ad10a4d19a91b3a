using System.Collections.Frozen;
using Voting.Rules.Contests;
using Voting.Rules.Panel;

namespace Voting.Server.Contests;

/// <summary>One contest as it stands, with its entries; replaced whole when an act changes it.</summary>
/// <param name="Revision">Grows with every act on the contest.</param>
/// <param name="PublishedAt">When the result was sealed; null until then.</param>
/// <param name="Ceremony">How many awards a ceremony has revealed; null where none was begun.</param>
public sealed record Contest(
    long Id,
    string Slug,
    string Title,
    string Summary,
    ContestPhase Phase,
    TimeZoneInfo Zone,
    DateTimeOffset OpensAt,
    DateTimeOffset ClosesAt,
    IReadOnlyList<Group> Groups,
    IReadOnlyList<Criterion> Criteria,
    ContestRules Rules,
    Visibility Visibility,
    string LogOrigin,
    FrozenDictionary<int, Entry> Entries,
    PublishedFiles Files,
    long Revision,
    DateTimeOffset? PublishedAt = null,
    int? Ceremony = null)
{
    /// <summary>What review has done with its ballots.</summary>
    public ReviewedVotes Reviewed { get; init; } = ReviewedVotes.None;

    /// <summary>Entries are on show from the exhibition on; before it, what was nominated is nobody else's business.</summary>
    public bool IsOnShow => Phase >= ContestPhase.Exhibiting;

    public IEnumerable<Entry> Shortlist => Entries.Values.Where(entry => entry.Shortlisted).OrderBy(entry => entry.Number);

    /// <summary>Those that can be voted for, marked and ranked.</summary>
    public IEnumerable<Entry> Competing => Shortlist.Where(entry => entry.Withdrawn is null);

    /// <summary>Not null while a ceremony decides what is seen.</summary>
    public int? CeremonySteps => Phase == ContestPhase.Reviewing ? Ceremony : null;

    /// <summary>From when on it may be archived: the end of the publicity period; null until the result is published.</summary>
    public DateTimeOffset? PublicUntil => PublishedAt is { } at ? (Rules.Publicity ?? PublicityPeriod.None).EndsAt(at, Zone) : null;

    public Entry? FindOnShow(int number) =>
        IsOnShow && Entries.TryGetValue(number, out var entry) && entry.Shortlisted ? entry : null;

    public string GroupName(string code) => Groups.FirstOrDefault(group => group.Code == code)?.Name ?? code;
}

/// <summary>That an entry has left a contest on show, and why.</summary>
public sealed record Withdrawal(DateTimeOffset At, string Reason);

/// <summary>An achievement taking part.</summary>
/// <param name="Withdrawn">Null while it takes part; else it is still shown, and neither voted for nor ranked.</param>
public sealed record Entry(
    int Number,
    string Group,
    string Title,
    string Organization,
    string Region,
    string Summary,
    string Description,
    string? ImageUrl,
    bool Shortlisted,
    Withdrawal? Withdrawn = null)
{
    /// <summary>The organizer's picture, or the one this server draws.</summary>
    public string PictureUrl(string slug) => ImageUrl ?? $"/c/{slug}/e/{Number}/picture.svg";
}
