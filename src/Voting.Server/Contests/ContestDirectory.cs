using System.Collections.Immutable;
using Voting.Rules.Contests;
using Voting.Server.Storage;

namespace Voting.Server.Contests;

/// <summary>
/// All contests in memory, as last committed. Reading is free of locks and of the database; whoever commits an act on a
/// contest calls <see cref="ReloadAsync"/> before answering.
/// </summary>
public sealed class ContestDirectory(ContestStore store, Database database)
{
    private ImmutableDictionary<string, Contest> _contests = ImmutableDictionary<string, Contest>.Empty;

    public IEnumerable<Contest> All => _contests.Values.OrderByDescending(contest => contest.Id);

    /// <summary>A draft is not announced; everything else is listed.</summary>
    public IEnumerable<Contest> Listed => All.Where(contest => contest.Phase != ContestPhase.Draft);

    public Contest? Find(string slug) => _contests.GetValueOrDefault(slug);

    public async Task LoadAsync() =>
        _contests = (await store.LoadAllAsync()).ToImmutableDictionary(contest => contest.Slug);

    public async Task<Contest> ReloadAsync(string slug)
    {
        await using var loan = await database.BorrowAsync();
        var contest = await store.LoadAsync(loan.Connection, null, slug)
            ?? throw new InvalidOperationException($"Contest '{slug}' is gone from the database.");
        ImmutableInterlocked.AddOrUpdate(ref _contests, slug, contest, (_, _) => contest);
        return contest;
    }
}
