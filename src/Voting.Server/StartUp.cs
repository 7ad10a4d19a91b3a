using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Storage;

namespace Voting.Server;

/// <summary>What happens before anything else, in this order: schema, keys, contests, and the box filled from the ledger.</summary>
public sealed class StartUp(
    Migrations migrations, Database database, KeyFolder folder, LogKeys logKeys,
    ContestDirectory contests, ILedgerFollower box) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await migrations.ApplyAsync();
        await CompareKeysAsync();
        await contests.LoadAsync();
        await CompareContestKeysAsync();
        await box.RefillAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CompareKeysAsync()
    {
        await using var connection = await database.OpenWriterAsync();
        await KeyCommitments.CommitAsync(connection, null, LogKeys.FileName, logKeys.PublicKey);
        await KeyCommitments.CommitAsync(connection, null, VoterPass.FileName, folder.GetOrCreateSecret(VoterPass.FileName));
    }

    private async Task CompareContestKeysAsync()
    {
        await using var connection = await database.OpenWriterAsync();
        foreach (var contest in contests.All)
        {
            var name = ContestKeys.FileName(contest.Slug);
            var key = folder.Find(name) ?? throw new InvalidOperationException(
                $"Key '{name}' is missing. Put the right key folder back (Keys:Directory).");
            await KeyCommitments.CommitAsync(connection, null, name, key);
        }
    }
}
