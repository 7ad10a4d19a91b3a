using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Rules.Ranking;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Storage;

namespace Voting.Benchmarks;

/// <summary>
/// What the ledger's writer does with a batch: lock the head, look for repeats, make leaves, extend the tree, sign, store,
/// commit; and then, unless told otherwise, make every voter's receipt.
/// </summary>
public sealed class LedgerRun : IBatchRun
{
    private readonly string _keys = Directory.CreateTempSubdirectory("voting-benchmark-").FullName;
    private readonly bool _receipts;
    private readonly PostgresDatabase _database;
    private readonly LogKeys _logKeys;
    private readonly LogStore _logs;
    private readonly LedgerStore _ledger;
    private DbConnection? _writer;

    private LedgerRun(string connectionString, bool receipts)
    {
        _receipts = receipts;
        _database = new PostgresDatabase(connectionString);
        _logKeys = new LogKeys(new KeyFolder(
            Options.Create(new KeyOptions { Directory = _keys }), Options.Create(new StorageOptions())));
        _logs = new LogStore(_database);
        _ledger = new LedgerStore(_database, _logs);
    }

    public long ContestId { get; private set; }

    public static async Task<IBatchRun> OpenAsync(string connectionString, bool receipts)
    {
        var run = new LedgerRun(connectionString, receipts);
        await new Migrations(run._database, NullLogger<Migrations>.Instance).ApplyAsync();
        run._writer = await run._database.OpenWriterAsync();
        await using var transaction = await run._writer.BeginTransactionAsync();
        var contest = new NewContest(
            GeneratedBallots.Slug, "", "", "UTC", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, [], [],
            new ContestRules(new BallotPolicy(BallotPolicy.Day, 10, 1, 1, 10), ["device"], ScorePolicy.Default),
            new Visibility(Visibility.Live));
        run.ContestId = (await new ContestStore(run._database).InsertAsync(
            run._writer, transaction, contest, $"localhost:5080/log/{contest.Slug}", "benchmark", 0))!.Value;
        await run._logs.CreateHeadAsync(run._writer, transaction, run.ContestId, [1]);
        await transaction.CommitAsync();
        return run;
    }

    public async Task CommitAsync(IReadOnlyList<BallotIntent> batch)
    {
        await using var db = await _writer!.BeginTransactionAsync();
        var transaction = new LedgerTransaction(_writer, db, _logs, _logKeys);
        var head = await transaction.LockHeadAsync(ContestId);
        if ((await _ledger.FindStandingAsync(_writer, db, batch)).Count > 0)
            throw new InvalidOperationException("A new ballot stands in the ledger.");
        var extension = await transaction.AppendAsync(head, [.. batch.Select(LeafOf)]);
        if (!await _ledger.InsertAsync(_writer, db, batch, extension))
            throw new InvalidOperationException("A new ballot could not be inserted.");
        await db.CommitAsync();
        for (var i = 0; _receipts && i < batch.Count; i++)
            extension.ReceiptFor(extension.FirstIndex + i);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer!.DisposeAsync();
        await _database.DisposeAsync();
        _logKeys.Dispose();
        Directory.Delete(_keys, recursive: true);
    }

    private static byte[] LeafOf(BallotIntent intent) => Leaf.Ballot(
        intent.Slug, intent.AcceptedAt, intent.Channel, Convert.ToHexStringLower(intent.KeyHash),
        new BallotSequence(intent.Shard, intent.Epoch, intent.Seq), Convert.ToHexStringLower(intent.Voter), intent.Entries);
}
