using System.Collections.Frozen;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Voting.Rules.Contests;
using Voting.Rules.Ranking;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Storage;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ballots;

/// <summary>
/// Every box - the one in C#, the one in Lua - and the plain model live through the same histories and give the same answers, one by one. How many: environment
/// variable <c>VOTING_TEST_HISTORIES</c>, and the first of them <c>VOTING_TEST_FIRST_HISTORY</c>.
/// </summary>
public abstract class RandomHistoriesContract(VotingApp app)
{
    protected VotingApp App => app;

    private readonly IBallotBox _box = app.Services.GetRequiredService<IBallotBox>();
    private readonly ILedgerFollower _follower = app.Services.GetRequiredService<ILedgerFollower>();
    private readonly AddressOptions _addresses = app.Services.GetRequiredService<IOptions<AddressOptions>>().Value;

    [SkippableFact]
    public async Task The_box_answers_like_the_model_in_every_history()
    {
        var first = Setting("VOTING_TEST_FIRST_HISTORY", 0);
        var count = Setting("VOTING_TEST_HISTORIES", 2000);
        var ids = MakeContests(count);
        var answers = new HashSet<string>();
        for (var i = 0; i < count; i++)
        {
            await PrepareBoxAsync($"history-{ids[i]}", new History(first + i));
            await LiveThroughAsync(first + i, ids[i], answers);
        }

        // The histories are worth something only if everything happens in them.
        Assert.Equal(
            [
                "admitted", "refused AlreadyVoted", "refused IdempotencyMismatch", "refused QuotaExhausted", "refused RateLimited",
                "refused VotingClosed", "refused VotingNotOpen", "repeat in-flight", "repeat recorded",
            ],
            answers.Order(StringComparer.Ordinal));
    }

    private async Task LiveThroughAsync(int number, long contestId, HashSet<string> answers)
    {
        var history = new History(number);
        var contest = ContestOf(history, contestId);
        var model = new HistoryModel(history.Policy, history.Zone, history.OpensAt, history.ClosesAt, history.AddressCap, history.AddressWindows);
        var underWay = new List<(int Voter, int Key, BallotIntent Intent)>();
        (_addresses.HardCap, _addresses.MaxWindows) = (history.AddressCap, history.AddressWindows);
        app.Clock.Now = history.Start;
        await _box.OpenAsync(contest);
        var drained = Task.CompletedTask;
        long size = 0;

        for (var at = 0; at < history.Steps.Count; at++)
        {
            var where = $"history {number}, step {at}: {history.Steps[at]}";
            switch (history.Steps[at])
            {
                case Step.Cast cast when model.MayBeForgotten(cast.Voter, cast.Key, app.Clock.Now):
                    break;
                case Step.Cast cast:
                    var expected = model.Admit(cast.Voter, cast.Key, cast.Entries, cast.Address, app.Clock.Now);
                    var admission = await _box.AdmitAsync(new CastRequest(
                        contest, VoterBytes(cast.Voter), KeyBytes(cast.Key), "device", cast.Entries, new AddressPrefix(cast.Address)));
                    if (admission is Admission.Admitted(var intent))
                        underWay.Add((cast.Voter, cast.Key, intent));
                    Same(where, expected, Words(admission));
                    answers.Add(string.Join(' ', expected.Split(' ').Take(expected.StartsWith("admitted", StringComparison.Ordinal) ? 1 : 2)));
                    break;
                case Step.Record record when underWay.Count > 0:
                    var settled = underWay[record.Which % underWay.Count];
                    underWay.Remove(settled);
                    model.Record(settled.Voter, settled.Key);
                    await _follower.FollowAsync(new LedgerCommit(contest.Id, [settled.Intent], []));
                    size++;
                    break;
                case Step.Look look:
                    var standing = await _box.StandingAsync(contest, VoterBytes(look.Voter), "device");
                    Same(where, model.Standing(look.Voter, app.Clock.Now),
                        $"{standing.Remaining} [{string.Join(' ', standing.VotedEntries)}] {standing.ResetsAt:O}");
                    break;
                case Step.Wait wait:
                    app.Clock.Advance(wait.Time);
                    break;
                case Step.Shut:
                    model.Shut();
                    drained = _box.CloseAsync(contest);
                    if (underWay.Count == 0)
                        await drained.WaitAsync(TimeSpan.FromSeconds(10));
                    else
                        Assert.False(drained.IsCompleted, $"{where}\nThe box says that nothing is under way.");
                    break;
            }

            var tally = await _box.TallyAsync(contest);
            Same(where, model.Tally(), string.Join(' ', tally.Votes.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}:{entry.Value}")));
            Assert.Equal(size, tally.Ballots);
        }

        // What is still under way is recorded, and then a closing ends.
        foreach (var (_, _, intent) in underWay)
            await _follower.FollowAsync(new LedgerCommit(contest.Id, [intent], []));
        await drained.WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>What a box needs before it can be opened; the contests here were not made by an act.</summary>
    internal virtual Task PrepareBoxAsync(string slug, History history) => Task.CompletedTask;

    private static string Words(Admission admission) => admission switch
    {
        Admission.Admitted(var intent) =>
            $"admitted remaining={intent.Remaining} at={DateTimeOffset.FromUnixTimeMilliseconds(intent.AcceptedAt):O}",
        Admission.Repeat(null) => "repeat recorded",
        Admission.Repeat => "repeat in-flight",
        Admission.Refused { Reason: Rules.Ballots.CastRefusal.QuotaExhausted or Rules.Ballots.CastRefusal.AlreadyVoted } refused =>
            $"refused {refused.Reason} resets={refused.ResetsAt:O}",
        Admission.Refused refused => $"refused {refused.Reason}",
        _ => admission.ToString(),
    };

    private static void Same(string where, string expected, string actual) =>
        Assert.True(expected == actual, $"{where}\nmodel: {expected}\nbox:   {actual}");

    private static Contest ContestOf(History history, long id) => new(
        id, $"history-{id}", "", "", ContestPhase.Voting, history.Zone, history.OpensAt, history.ClosesAt,
        [new Group("even", "", 1), new Group("odd", "", 1)], [], new ContestRules(history.Policy, ["device"], ScorePolicy.Default),
        new Visibility(Visibility.Live), "",
        Enumerable.Range(1, History.EntryCount).ToFrozenDictionary(
            number => number,
            number => new Entry(number, number % 2 == 0 ? "even" : "odd", "", "", "", "", "", null, Shortlisted: true)),
        new PublishedFiles([], []), Revision: 1);

    private static byte[] VoterBytes(int voter) => [.. new byte[15], (byte)voter];

    private static byte[] KeyBytes(int key) => [0, 0, 0, 0, 0, 0, (byte)(key >> 8), (byte)key];

    /// <summary>
    /// Rows for the box to find its contests' heads by; made together, since each on its own would be a commit. To everybody else
    /// they are drafts.
    /// </summary>
    private List<long> MakeContests(int count)
    {
        using var database = app.OpenDatabase();
        using var transaction = database.BeginTransaction();
        using var command = database.CreateCommand();
        command.Transaction = transaction;
        var ids = new List<long>();
        for (var i = 0; i < count; i++)
        {
            command.CommandText = $$$"""
                INSERT INTO contests (slug, title, summary, phase, time_zone, opens_at, closes_at, groups, criteria, rules, visibility,
                                      log_origin, created_at, created_by)
                VALUES ('row-{{{i}}}', '', '', 'draft', 'UTC', 0, 1, '[]', '[]', '{"ballot":{},"channels":[],"score":{}}', '{"mode":"live"}', 'x', 0, '')
                RETURNING id
                """;
            var id = (long)command.ExecuteScalar()!;
            command.CommandText = $"""
                INSERT INTO log_heads (contest_id, size, acts, frontier, epochs, state)
                VALUES ({id}, 0, 0, {(app.Backend == Backend.Embedded ? "X''" : "''")}, '[1]', 'open')
                """;
            command.ExecuteNonQuery();
            ids.Add(id);
        }

        transaction.Commit();
        return ids;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}

public sealed class EmbeddedRandomHistoriesTests(VotingApp app) : RandomHistoriesContract(app), IClassFixture<VotingApp>;

public sealed class ServerRandomHistoriesTests(ServerApp app) : RandomHistoriesContract(app), IClassFixture<ServerApp>
{
    /// <summary>As a refill would leave it: the scripts of epoch 1, and the shard ready and empty.</summary>
    internal override async Task PrepareBoxAsync(string slug, History history)
    {
        const string token = "history";
        var redis = App.Services.GetRequiredService<RedisConnection>();
        var (tag, meta) = ($"{{{slug}:0}}", $"m:{{{slug}:0}}");
        foreach (var script in new BoxScripts(tag, 1).All)
            await redis.LoadScriptAsync(meta, script.Text);
        await redis.CallAsync("HSET", meta, "token", token);
        var ready = await redis.EvalAsync(
            BoxScripts.Text("finish_shard"), [meta], token, 1, BoxScripts.Open, history.OpensAt.ToUnixTimeMilliseconds(), history.ClosesAt.ToUnixTimeMilliseconds(), 0);
        Assert.Equal("ready", ready[0].Text);
    }
}
