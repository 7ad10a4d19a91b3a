using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Voting.Server.Storage;

namespace Voting.Server.Tests.Storage;

public sealed class PostgresStoreTests : StoreContract
{
    protected override Task<StoresUnderTest> OpenAsync() => StoresUnderTest.OnPostgresAsync();

    [SkippableFact]
    public async Task Servers_that_start_together_make_the_schema_once()
    {
        var connectionString = await StoresUnderTest.NewPostgresAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var database = new PostgresDatabase(connectionString);
            await new Migrations(database, NullLogger<Migrations>.Instance).ApplyAsync();
        })));
        await using var connection = new NpgsqlConnection(connectionString);
        Assert.Equal([1], await connection.QueryAsync<long>("SELECT version FROM schema_version"));
    }

    [SkippableFact]
    public async Task A_writer_waits_for_the_disk_whatever_the_database_says_and_a_reader_writes_nothing()
    {
        var connectionString = await StoresUnderTest.NewPostgresAsync();
        await using (var administrator = new NpgsqlConnection(connectionString))
            await administrator.ExecuteAsync(
                $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} SET synchronous_commit = off");
        await using var database = new PostgresDatabase(connectionString);
        await using (var writer = await database.OpenWriterAsync())
            Assert.Equal("on", await writer.ExecuteScalarAsync<string>("SHOW synchronous_commit"));

        await using var loan = await database.BorrowAsync();
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => loan.Connection.ExecuteAsync("CREATE TABLE t (a INT)"));
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refusal.SqlState);
    }

    [SkippableFact]
    public async Task A_head_has_one_writer_at_a_time_and_one_that_froze_does_not_keep_it()
    {
        await using var stores = await OpenAsync();
        var contest = await stores.NewContestAsync();
        await using var frozen = await stores.Database.OpenWriterAsync();
        await using var held = await frozen.BeginTransactionAsync();
        await stores.Logs.LockHeadAsync(frozen, held, contest.Id);

        var began = Stopwatch.GetTimestamp();
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => RecordOneAsync());
        Assert.True(Outage.Is(refusal), refusal.ToString());
        await RecordOneAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30));
        var cutOff = await Assert.ThrowsAnyAsync<Exception>(() => held.CommitAsync());
        Assert.True(Outage.Is(cutOff), cutOff.ToString());
        Assert.Equal(1, (await stores.Logs.ReadHeadAsync(contest.Id)).Size);

        Task RecordOneAsync() => stores.RecordAsync(contest, [StoresUnderTest.NewIntent(contest, 1, 1, [1])]);
    }

    [SkippableFact]
    public async Task What_one_server_does_at_a_time_waits_for_the_other()
    {
        await using var database = new PostgresDatabase(await StoresUnderTest.NewPostgresAsync());
        var first = await database.LockAsync("demo");
        await using (await database.LockAsync("something else"))
        {
        }

        var second = database.LockAsync("demo");
        await Task.Delay(300);
        Assert.False(second.IsCompleted);
        await first.DisposeAsync();
        await (await second.WaitAsync(TimeSpan.FromSeconds(10))).DisposeAsync();
    }

    [SkippableFact]
    public async Task A_database_that_is_not_there_is_an_outage_and_a_mistake_is_not()
    {
        await using var nowhere = new PostgresDatabase("Host=127.0.0.1;Port=1;Database=none;Username=nobody");
        var began = Stopwatch.GetTimestamp();
        var gone = await Assert.ThrowsAnyAsync<Exception>(nowhere.BorrowAsync);
        Assert.True(Outage.Is(gone), gone.ToString());
        Assert.True(Outage.Is(new InvalidOperationException("wrapped", gone)));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(20));

        await using var database = new PostgresDatabase(await StoresUnderTest.NewPostgresAsync());
        await using var loan = await database.BorrowAsync();
        Assert.False(Outage.Is(await Assert.ThrowsAsync<PostgresException>(() => loan.Connection.ExecuteAsync("SELECT nothing"))));
        Assert.False(Outage.Is(new InvalidOperationException("a mistake")));
    }
}
