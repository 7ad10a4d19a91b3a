using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Voting.Rules.Contests;
using Voting.Rules.Ranking;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Storage;
using Voting.Server.Telemetry;

namespace Voting.Benchmarks;

/// <summary>
/// The ledger's own connection: lock the head, make leaves, extend the tree, sign, store, commit, and make every voter's
/// receipt.
/// </summary>
public sealed class LedgerRun : IBatchRun
{
    private readonly string _keys = Directory.CreateTempSubdirectory("voting-benchmark-").FullName;
    private readonly PostgresDatabase _database;
    private readonly LogKeys _logKeys;
    private readonly LogStore _logs;
    private readonly LedgerConnection _connection;
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().AddSingleton<VotingMetrics>().BuildServiceProvider();

    private LedgerRun(string connectionString)
    {
        _database = new PostgresDatabase(connectionString);
        var folder = new KeyFolder(Options.Create(new KeyOptions { Directory = _keys }), Options.Create(new StorageOptions()));
        _logKeys = new LogKeys(folder);
        _logs = new LogStore(_database);
        var heads = new SignedHeads(folder, _logs, TimeProvider.System, NullLogger<SignedHeads>.Instance);
        _connection = new LedgerConnection(
            _database, _logs, new LedgerStore(_database, _logs, heads), _logKeys, heads, new NobodyFollows(), _metrics.GetRequiredService<VotingMetrics>());
    }

    public long ContestId { get; private set; }

    public static async Task<IBatchRun> OpenAsync(string connectionString)
    {
        var run = new LedgerRun(connectionString);
        await new Migrations(run._database, NullLogger<Migrations>.Instance).ApplyAsync();
        await run._connection.OpenAsync();
        var contest = new NewContest(
            GeneratedBallots.Slug, "", "", "UTC", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, [], [],
            new ContestRules(new BallotPolicy(BallotPolicy.Day, 10, 1, 1, 10), ["device"], ScorePolicy.Default),
            new Visibility(Visibility.Live));
        run.ContestId = await run._connection.RunAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            var id = (await new ContestStore(run._database).InsertAsync(
                connection, db, contest, $"localhost:5080/log/{contest.Slug}", "benchmark", 0))!.Value;
            await run._logs.CreateHeadAsync(connection, db, id, [1]);
            await transaction.SetStateAsync(id, LogHead.Open);
            return id;
        });
        return run;
    }

    public Task CommitAsync(IReadOnlyList<BallotIntent> batch) => _connection.RecordAsync(ContestId, batch);

    /// <summary>Receipts are made while the next batches are committed.</summary>
    public async Task FinishAsync(IEnumerable<BallotIntent> ballots)
    {
        foreach (var intent in ballots)
            if (await intent.Ended is not Recording.Recorded)
                throw new InvalidOperationException("A ballot was not recorded.");
    }

    public Task<ProcessorTime> ProcessorTimeAsync() =>
        _connection.RunAsync(transaction => ProcessorTime.ReadAsync(transaction.Connection));

    public async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync();
        await _database.DisposeAsync();
        await _metrics.DisposeAsync();
        _logKeys.Dispose();
        Directory.Delete(_keys, recursive: true);
    }

    /// <summary>The ballot box is not measured here.</summary>
    private sealed class NobodyFollows : ILedgerFollower
    {
        public long Generation => 1;

        public bool IsReady => true;

        public ValueTask FollowAsync(LedgerCommit commit) => ValueTask.CompletedTask;

        public void Stop()
        {
        }

        public Task RefillAsync() => Task.CompletedTask;
    }
}
