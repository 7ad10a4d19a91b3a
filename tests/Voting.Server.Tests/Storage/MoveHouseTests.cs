using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;
using Voting.Server.Storage;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Storage;

public sealed class MoveHouseTests : IAsyncLifetime
{
    private readonly string _keys = Directory.CreateTempSubdirectory("voting-keys-").FullName;
    private VotingApp _embedded = null!;

    public async Task InitializeAsync() => _embedded = await VotingApp.StartAsync();

    public async Task DisposeAsync()
    {
        await _embedded.DisposeAsync();
        Directory.Delete(_keys, recursive: true);
    }

    [SkippableFact]
    public async Task A_contest_goes_on_in_server_mode_with_the_same_log_and_the_same_receipts()
    {
        RealEngines.Require();
        var contest = await _embedded.OpenContestAsync();
        var keys = Enumerable.Range(0, 300).Select(_ => Voter.NewKey()).ToList();
        var answers = await Task.WhenAll(keys.Select((key, i) => Task.Run(() => contest.NewVoter().CastAsync([1 + i % 10], key))));
        Assert.All(answers, answer => answer.Is(HttpStatusCode.Created));
        var checkpoint = await contest.GetAsync($"/log/{contest.Slug}/checkpoint");
        var votes = await contest.VotesAsync();
        await _embedded.StopAsync();

        var stores = await ServerStores.OnAsync(await RealEngines.RedisAsync(), await RealEngines.PostgresAsync());
        await MoveAsync(stores);
        await using (var database = stores.OpenDatabase())
            Assert.Equal(
                [checkpoint.Text],
                await database.QueryAsync<string>("SELECT note FROM log_batches ORDER BY size DESC LIMIT 1"));

        await using var server = await VotingApp.StartOnAsync(stores, ("Keys:Directory", _keys));
        var moved = new ContestUnderTest(server, contest.Draft);
        Assert.Equal(votes, await moved.VotesAsync());
        foreach (var (key, i) in keys.Select((key, i) => (key, i)).Where(pair => pair.i % 13 == 0))
            Assert.Equal(answers[i].Bytes, (await moved.NewVoter().CastAsync([1 + i % 10], key)).Bytes);
        (await moved.NewVoter().CastAsync(2)).Is(HttpStatusCode.Created);
        Assert.Equal(301, (await moved.CheckLedgerAsync()).Ballots.Count);
        var another = await server.OpenContestAsync();
        (await another.NewVoter().CastAsync(3)).Is(HttpStatusCode.Created);
        Assert.Single((await another.CheckLedgerAsync()).Ballots);
    }

    [SkippableFact]
    public async Task What_has_moved_is_not_started_again_and_moves_to_no_other_place()
    {
        var first = await EmptyTargetAsync();
        await _embedded.StopAsync();
        await MoveAsync(first);

        var start = await Assert.ThrowsAnyAsync<Exception>(_embedded.InitializeAsync);
        Assert.Contains("was moved to PostgreSQL", start.ToString());
        Assert.Contains("is not empty", (await RefusalAsync(first)).Message);
        Assert.Contains("was moved to", (await RefusalAsync(await EmptyTargetAsync())).Message);
    }

    [SkippableFact]
    public async Task A_move_that_was_cut_off_before_its_end_is_made_again()
    {
        var target = await EmptyTargetAsync();
        await _embedded.OpenContestAsync();
        await _embedded.StopAsync();
        await MoveAsync(target);
        // As the target is when the connection broke at the commit: nothing of it is there.
        await using (var database = target.OpenDatabase())
            await database.ExecuteAsync(
                "TRUNCATE contests, objections, review_proposals, review_acts, voided_votes, signal_findings, signal_scans, entries, experts, marks, invitations, log_heads, log_reveals, log_batches, log_tiles, ballots, voter_links, phone_codes, voter_codes, voter_limits, accounts, recovery_codes, members, member_invitations, sessions, log_texts, amendments, key_commitments");

        await MoveAsync(target);

        await using var after = target.OpenDatabase();
        Assert.Equal(1, await after.ExecuteScalarAsync<long>("SELECT count(*) FROM contests"));
    }

    [SkippableFact]
    public async Task A_running_server_stays_where_it_is()
    {
        var target = await EmptyTargetAsync();
        Assert.Contains("belongs to a server that is running", (await RefusalAsync(target)).Message);
    }

    [SkippableFact]
    public async Task Other_keys_in_the_shared_folder_are_not_overwritten_and_nothing_is_marked()
    {
        var target = await EmptyTargetAsync();
        await _embedded.StopAsync();
        await File.WriteAllBytesAsync(Path.Combine(_keys, "device.key"), new byte[32]);

        Assert.Contains("another key 'device.key'", (await RefusalAsync(target)).Message);

        Assert.False(File.Exists(Path.Combine(_keys, "log.key")));
        await using var database = new SqliteConnection($"Data Source={Path.Combine(_embedded.Directory, "voting.db")};Pooling=False");
        Assert.Null(await MovedHouse.FindAsync(database));
    }

    [SkippableFact]
    public async Task A_folder_without_a_database_is_not_made_one()
    {
        var target = await EmptyTargetAsync();
        var nothing = Path.Combine(_keys, "nothing");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => MoveAsync(target, nothing));
        Assert.Contains("There is no voting.db", refusal.Message);
        Assert.False(Directory.Exists(nothing));
    }

    private static async Task<Stores> EmptyTargetAsync()
    {
        RealEngines.Require();
        return await ServerStores.OnAsync(await RealEngines.RedisAsync(), await RealEngines.PostgresAsync());
    }

    private Task MoveAsync(Stores target, string? directory = null) => new MoveHouse(
        directory ?? _embedded.Directory, target.Settings["ConnectionStrings:Postgres"], new KeyOptions { Directory = _keys },
        TextWriter.Null).ExecuteAsync();

    private Task<InvalidOperationException> RefusalAsync(Stores target) =>
        Assert.ThrowsAsync<InvalidOperationException>(() => MoveAsync(target));
}
