using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Servers;

/// <summary>A server stands still in the middle of an act, and PostgreSQL gives up on it.</summary>
[Collection(OwnEngines.Collection)]
public sealed class CutOffServerTests(OwnEngines engines)
{
    [SkippableFact]
    public async Task It_does_not_take_its_own_old_head_for_an_older_database()
    {
        var (onA, onB) = await engines.OpenAsync();
        var writer = engines.A.Services.GetRequiredService<LedgerWriter>();
        var id = engines.A.Services.GetRequiredService<ContestDirectory>().Find(onA.Slug)!.Id;

        await Assert.ThrowsAsync<LedgerFailedException>(() => writer.ActAsync(async transaction =>
        {
            var head = await transaction.LockHeadAsync(id);
            await using (var database = engines.A.OpenDatabase())
                await database.ExecuteAsync(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND pid <> pg_backend_pid()");
            (await onB.NewVoter().CastUntilHeardAsync(1)).Is(HttpStatusCode.Created);
            await transaction.AppendRebuildAsync(head, "{}"u8.ToArray());
            return 0;
        }));

        (await onA.NewVoter().CastUntilHeardAsync(2)).Is(HttpStatusCode.Created);
        (await onA.GetAsync($"/log/{onA.Slug}/checkpoint")).Is(HttpStatusCode.OK);
        await engines.CheckAsync(onA);
    }
}
