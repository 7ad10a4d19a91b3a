using Voting.Server.Contests;

namespace Voting.Server.Panel;

/// <summary>One seat on a contest's panel. Times are Unix milliseconds.</summary>
/// <param name="Assigned">Entry numbers; null = every shortlisted entry.</param>
/// <param name="JoinedAt">When the first invitation was spent.</param>
/// <param name="SavedAt">The last draft.</param>
/// <param name="ExcludedAt">An organizer has decided that nobody waits for this sheet.</param>
/// <param name="Salt">Of the submitted sheet; null where nothing was marked.</param>
public sealed record Expert(
    long Id, long ContestId, string Name, string Affiliation, IReadOnlyList<int>? Assigned, long? JoinedAt, long? SavedAt,
    long? SubmittedAt, long? RevealedAt, long? ExcludedAt, byte[]? Salt)
{
    /// <summary>Whether the result has to wait for this sheet.</summary>
    public bool IsAwaited => SubmittedAt is null && ExcludedAt is null;

    public string State => this switch
    {
        { ExcludedAt: not null } => "excluded",
        { SubmittedAt: not null } => "submitted",
        { SavedAt: not null } => "scoring",
        { JoinedAt: not null } => "joined",
        _ => "invited",
    };

    /// <summary>The competing entries among those assigned, by number.</summary>
    public IReadOnlyList<Entry> AssignedOf(Contest contest) =>
        [.. contest.Competing.Where(entry => Has(entry.Number))];

    public bool Has(int number) => Assigned is null || Assigned.Contains(number);

    /// <summary>Whether the expert seems to belong to where the entry comes from, so that recusal is to be proposed.</summary>
    public bool SeemsCloseTo(Entry entry)
    {
        var (own, theirs) = (Affiliation.Trim(), entry.Organization.Trim());
        return own.Length >= 2 && theirs.Length >= 2
            && (own.Contains(theirs, StringComparison.OrdinalIgnoreCase) || theirs.Contains(own, StringComparison.OrdinalIgnoreCase));
    }
}
