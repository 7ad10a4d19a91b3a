using System.Collections.Frozen;
using Voting.Rules.Contests;
using Voting.Rules.Panel;

namespace Voting.Server.Contests;

/// <summary>One contest as it stands, with its entries; replaced whole when an act changes it.</summary>
/// <param name="Revision">Grows with every act on the contest.</param>
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
    long Revision)
{
    /// <summary>Entries are on show from the exhibition on; before it, what was nominated is nobody else's business.</summary>
    public bool IsOnShow => Phase >= ContestPhase.Exhibiting;

    public IEnumerable<Entry> Shortlist => Entries.Values.Where(entry => entry.Shortlisted).OrderBy(entry => entry.Number);

    public Entry? FindOnShow(int number) =>
        IsOnShow && Entries.TryGetValue(number, out var entry) && entry.Shortlisted ? entry : null;

    public string GroupName(string code) => Groups.FirstOrDefault(group => group.Code == code)?.Name ?? code;
}

/// <summary>An achievement taking part.</summary>
public sealed record Entry(
    int Number,
    string Group,
    string Title,
    string Organization,
    string Region,
    string Summary,
    string Description,
    string? ImageUrl,
    bool Shortlisted)
{
    /// <summary>The organizer's picture, or the one this server draws.</summary>
    public string PictureUrl(string slug) => ImageUrl ?? $"/c/{slug}/e/{Number}/picture.svg";
}
