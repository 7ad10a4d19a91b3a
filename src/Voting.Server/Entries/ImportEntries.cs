using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Entries;

/// <summary>Entries from a file: all of it or nothing. An entry whose number stands already is replaced.</summary>
public sealed class ImportEntries(EntryCsv csv, ContestStore store, ContestDirectory contests, LedgerWriter writer)
{
    public static bool IsPossible(Contest contest) => contest.Phase < ContestPhase.Exhibiting;

    public async Task<(int Imported, IReadOnlyList<ImportError> Errors)> ExecuteAsync(Contest contest, byte[] file, bool dryRun)
    {
        var (entries, errors) = csv.Read(file, contest.Groups);
        if (errors.Count > 0 || dryRun)
            return (entries.Count, errors);
        var saved = await writer.ActAsync(async transaction =>
        {
            // Asked again inside: the exhibition may have begun while the file was being read.
            var now = await store.LoadAsync(transaction.Connection, transaction.Transaction, contest.Slug);
            if (!IsPossible(now!))
                return false;
            await store.SaveEntriesAsync(transaction.Connection, transaction.Transaction, contest.Id, entries);
            return true;
        });
        await contests.ReloadAsync(contest.Slug);
        return saved ? (entries.Count, []) : (0, [csv.TooLate]);
    }
}
