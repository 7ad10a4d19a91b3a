using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Organizers;
using Voting.Server.Storage;

namespace Voting.Server;

/// <summary>What happens before anything else, in this order: schema, keys, contests, signed heads, and the box filled from the ledger.</summary>
public sealed class StartUp(
    Migrations migrations, Database database, KeyFolder folder, LogKeys logKeys,
    SignedHeads heads, ContestKeys keys, ContestDirectory contests, ILedgerFollower box) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await migrations.ApplyAsync();
        await CompareKeysAsync();
        await contests.LoadAsync();
        await CompareContestKeysAsync();
        // A database that is older than what was signed from it is not served at all.
        foreach (var contest in contests.All)
            await heads.ConfirmAsync(contest.Id);
        await box.RefillAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CompareKeysAsync()
    {
        await using var connection = await database.OpenWriterAsync();
        await KeyCommitments.CommitAsync(connection, null, LogKeys.FileName, logKeys.PublicKey);
        // A database of before this key, or of a system without it, commits to it when it first has one.
        if (logKeys.Ed25519PublicKey is { } ed25519)
            await KeyCommitments.CommitAsync(connection, null, LogKeys.Ed25519FileName, ed25519);
        await KeyCommitments.CommitAsync(connection, null, VoterPass.FileName, folder.GetOrCreateSecret(VoterPass.FileName));
        await KeyCommitments.CommitAsync(
            connection, null, AccountSecrets.FileName, folder.GetOrCreateSecret(AccountSecrets.FileName));
    }

    private async Task CompareContestKeysAsync()
    {
        await using var connection = await database.OpenWriterAsync();
        foreach (var contest in contests.All)
        {
            var name = ContestKeys.FileName(contest.Slug);
            if (await KeyCommitments.IsDestroyedAsync(connection, name))
            {
                keys.Destroy(contest.Slug);
                continue;
            }

            var key = folder.Find(name) ?? throw new InvalidOperationException(
                $"Key '{name}' is missing. Put the right key folder back (Keys:Directory).");
            await KeyCommitments.CommitAsync(connection, null, name, key);
        }
    }
}
