using Microsoft.Extensions.Options;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Storage;

namespace Voting.Server.Organizers;

/// <summary>The act of creating a contest: its row, its log's head, its own key.</summary>
public sealed class CreateContest(
    ContestStore store, ContestDirectory contests, ContestKeys keys, LogStore logs, IBallotBox box, LedgerWriter writer,
    IOptions<LogOptions> log, TimeProvider clock)
{
    /// <returns>Null when the slug is taken.</returns>
    public async Task<Contest?> ExecuteAsync(NewContest contest, Actor actor)
    {
        var origin = $"{log.Value.Origin}/log/{contest.Slug}";
        var created = await writer.ActAsync(async transaction =>
        {
            var id = await store.InsertAsync(
                transaction.Connection, transaction.Transaction, contest, origin, actor.Name,
                clock.GetUtcNow().ToUnixTimeMilliseconds());
            if (id is null)
                return false;
            await MemberStore.AddCreatorAsync(
                transaction.Connection, transaction.Transaction, id.Value, actor.Name, clock.GetUtcNow().ToUnixTimeMilliseconds());
            await logs.CreateHeadAsync(transaction.Connection, transaction.Transaction, id.Value, box.FirstEpochs);
            // The key is on disk before the row is committed: a contest without its key can not exist.
            await KeyCommitments.CommitAsync(
                transaction.Connection, transaction.Transaction, ContestKeys.FileName(contest.Slug), keys.Create(contest.Slug));
            return true;
        });
        return created ? await contests.ReloadAsync(contest.Slug) : null;
    }
}
