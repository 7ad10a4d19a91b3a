using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Panel;
using Voting.Server.Storage;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Storage;

/// <summary>The stores over one database, without a server around them.</summary>
public sealed class StoresUnderTest : IAsyncDisposable
{
    private readonly string _directory;
    private readonly LogKeys _keys;
    private int _made;

    private StoresUnderTest(Database database, string directory)
    {
        (Database, _directory) = (database, directory);
        var options = Options.Create(new StorageOptions { DataDirectory = directory });
        var folder = new KeyFolder(Options.Create(new KeyOptions()), options);
        _keys = new LogKeys(folder);
        Logs = new LogStore(database);
        Heads = new SignedHeads(folder, Logs, TimeProvider.System, NullLogger<SignedHeads>.Instance);
        Ledger = new LedgerStore(database, Logs, Heads);
        Contests = new ContestStore(database);
        Panel = new PanelStore(database);
        Drafts = new DraftStore(database);
    }

    public Database Database { get; }

    public LogStore Logs { get; }

    public SignedHeads Heads { get; }

    public LedgerStore Ledger { get; }

    public ContestStore Contests { get; }

    public PanelStore Panel { get; }

    public DraftStore Drafts { get; }

    public static async Task<StoresUnderTest> OnSqliteAsync()
    {
        var directory = Directory.CreateTempSubdirectory("voting-stores-").FullName;
        return await MigratedAsync(
            new SqliteDatabase(Options.Create(new StorageOptions { DataDirectory = directory })), directory);
    }

    public static async Task<StoresUnderTest> OnPostgresAsync() =>
        await MigratedAsync(new PostgresDatabase(await NewPostgresAsync()), Directory.CreateTempSubdirectory("voting-stores-").FullName);

    /// <summary>The connection string of a new database; skips the test where there is no PostgreSQL.</summary>
    public static async Task<string> NewPostgresAsync()
    {
        RealEngines.Require();
        var engine = await RealEngines.PostgresAsync();
        var name = $"stores_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        await engine.CreateDatabaseAsync(name);
        return engine.ConnectionStringOf(name);
    }

    public Task MigrateAsync() => new Migrations(Database, NullLogger<Migrations>.Instance).ApplyAsync();

    public VerifierKey VerifierFor(Contest contest) => _keys.VerifierFor(contest.LogOrigin);

    public async Task<T> TransactAsync<T>(Func<LedgerTransaction, Task<T>> act)
    {
        await using var connection = await Database.OpenWriterAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var ledger = new LedgerTransaction(connection, transaction, Logs, _keys, Heads);
        var result = await act(ledger);
        await transaction.CommitAsync();
        await ledger.PublishAsync();
        return result;
    }

    public Task TransactAsync(Func<LedgerTransaction, Task> act) => TransactAsync(async transaction =>
    {
        await act(transaction);
        return true;
    });

    /// <summary>A contest with ten entries and an open log.</summary>
    public async Task<Contest> NewContestAsync(params int[] epochs)
    {
        var draft = NewContest($"contest-{++_made}");
        await TransactAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            var id = await Contests.InsertAsync(connection, db, draft, $"localhost:5080/log/{draft.Slug}", "tests", 1);
            await Logs.CreateHeadAsync(connection, db, id!.Value, epochs.Length > 0 ? epochs : [1]);
            await Contests.SaveEntriesAsync(connection, db, id.Value, Enumerable.Range(1, 10).Select(NewEntry));
            await transaction.SetStateAsync(id.Value, LogHead.Open);
        });
        return await LoadAsync(draft.Slug);
    }

    public async Task<Contest> LoadAsync(string slug)
    {
        await using var loan = await Database.BorrowAsync();
        return (await Contests.LoadAsync(loan.Connection, null, slug))!;
    }

    public static NewContest NewContest(string slug) => new(
        slug, "评选 'é'", "summary", "Asia/Shanghai", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(10),
        [new Group("village", "典型村", 3)], [new Criterion("effect", "成效", 100, 1)],
        new ContestRules(new BallotPolicy(BallotPolicy.Day, 10, 1, 1, 5), ["device"], ScorePolicy.Default),
        new Visibility(Visibility.Live));

    public static Entry NewEntry(int number) =>
        new(number, "village", $"成果{number}", "单位", "甘肃", "简介", "", number == 1 ? "https://example.org/1.png" : null, false);

    public static BallotIntent NewIntent(
        Contest contest, int voter, int key, int[] entries, int period = 0, int shard = 0, int epoch = 1) => new()
    {
        ContestId = contest.Id,
        Slug = contest.Slug,
        BallotId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        Voter = Bytes(16, voter),
        KeyHash = Bytes(8, key),
        Channel = "device",
        Entries = entries,
        Period = period,
        AcceptedAt = 1000 + key,
        Remaining = 10 - entries.Length,
        Shard = shard,
        Epoch = epoch,
        Seq = key,
        Generation = 1,
    };

    /// <summary>As the ledger's writer does it.</summary>
    /// <returns>What each voter is answered; null when one of them stood already, and then nothing is stored.</returns>
    public async Task<List<RecordedBallot>?> RecordAsync(Contest contest, IReadOnlyList<BallotIntent> intents)
    {
        await using var connection = await Database.OpenWriterAsync();
        await using var db = await connection.BeginTransactionAsync();
        var transaction = new LedgerTransaction(connection, db, Logs, _keys, Heads);
        var head = await transaction.LockHeadAsync(contest.Id);
        var leaves = intents.Select(LeafOf).ToList();
        var extension = await transaction.AppendAsync(head, leaves);
        if (!await Ledger.InsertAsync(connection, db, intents, extension))
            return null;
        await db.CommitAsync();
        await transaction.PublishAsync();
        return [.. intents.Select((intent, i) => new RecordedBallot(
            intent.ContestId, intent.BallotId, extension.FirstIndex + i, intent.Entries, intent.AcceptedAt, intent.Remaining,
            leaves[i], extension.ReceiptFor(extension.FirstIndex + i)))];
    }

    public static byte[] LeafOf(BallotIntent intent) => Leaf.Ballot(
        intent.Slug, intent.AcceptedAt, intent.Channel, Convert.ToHexStringLower(intent.KeyHash),
        new BallotSequence(intent.Shard, intent.Epoch, intent.Seq), Convert.ToHexStringLower(intent.Voter), intent.Entries);

    public static byte[] Bytes(int length, int number) => [.. new byte[length - 4], .. BitConverter.GetBytes(number)];

    public async ValueTask DisposeAsync()
    {
        _keys.Dispose();
        (Database as IDisposable)?.Dispose();
        await Task.Run(() => Directory.Delete(_directory, recursive: true));
    }

    private static async Task<StoresUnderTest> MigratedAsync(Database database, string directory)
    {
        var stores = new StoresUnderTest(database, directory);
        await stores.MigrateAsync();
        return stores;
    }
}
