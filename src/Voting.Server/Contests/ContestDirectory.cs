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
    // One at a time: of two readings the later one must stay.
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile ImmutableDictionary<string, Contest> _contests = ImmutableDictionary<string, Contest>.Empty;

    public IEnumerable<Contest> All => _contests.Values.OrderByDescending(contest => contest.Id);

    /// <summary>A draft is not announced; everything else is listed.</summary>
    public IEnumerable<Contest> Listed => All.Where(contest => contest.Phase != ContestPhase.Draft);

    public Contest? Find(string slug) => _contests.GetValueOrDefault(slug);

    /// <summary>A draft is nobody's business but its organizer's: for everybody else there is no such contest.</summary>
    public Contest? FindListed(string slug) => Find(slug) is { Phase: not ContestPhase.Draft } contest ? contest : null;

    public async Task LoadAsync()
    {
        await _reading.WaitAsync();
        try
        {
            _contests = (await store.LoadAllAsync()).ToImmutableDictionary(contest => contest.Slug);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Reads again what other servers have changed.</summary>
    public async Task RefreshAsync()
    {
        foreach (var (slug, revision) in await store.ReadRevisionsAsync())
            if (Find(slug)?.Revision != revision)
                await ReloadAsync(slug);
    }

    public async Task<Contest> ReloadAsync(string slug)
    {
        await _reading.WaitAsync();
        try
        {
            await using var loan = await database.BorrowAsync();
            var contest = await store.LoadAsync(loan.Connection, null, slug)
                ?? throw new InvalidOperationException($"Contest '{slug}' is gone from the database.");
            _contests = _contests.SetItem(slug, contest);
            return contest;
        }
        finally
        {
            _reading.Release();
        }
    }
}
