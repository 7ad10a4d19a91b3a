using System.Net;
using Voting.Rules.Contests;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ballots;

/// <summary>What every ballot box does, seen through HTTP. Written once; each box derives a class with its own server.</summary>
public abstract class BallotBoxContract(VotingApp app)
{
    protected VotingApp App { get; } = app.OnItsEngines();

    private static readonly BallotPolicy ThreeADay = new(BallotPolicy.Day, 3, 1, 1, 3);

    [SkippableFact]
    public async Task The_quota_is_for_a_day_and_begins_anew_at_midnight_where_the_contest_is()
    {
        var contest = await App.OpenContestAsync(new Draft { Ballot = ThreeADay });
        var voter = contest.NewVoter();
        (await voter.CastAsync(1, 2)).Is(HttpStatusCode.Created);
        var refused = (await voter.CastAsync(3, 4)).Is(HttpStatusCode.Conflict, "quota-exhausted");
        var midnight = refused["resetsAt"].GetDateTimeOffset();
        var local = TimeZoneInfo.ConvertTime(midnight, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        Assert.Equal(TimeSpan.Zero, local.TimeOfDay);
        Assert.True(midnight > App.Clock.Now && midnight - App.Clock.Now <= TimeSpan.FromDays(1));
        Assert.Equal(0, (await voter.CastAsync(3)).Is(HttpStatusCode.Created)["remaining"].GetInt32());
        (await voter.CastAsync(4)).Is(HttpStatusCode.Conflict, "quota-exhausted");

        App.Clock.Now = midnight.AddMilliseconds(-1);
        (await voter.CastAsync(4)).Is(HttpStatusCode.Conflict, "quota-exhausted");
        App.Clock.Now = midnight;
        Assert.Equal(3, await voter.RemainingAsync());
        (await voter.CastAsync(1, 2, 3)).Is(HttpStatusCode.Created);
        await contest.CheckLedgerAsync();
    }

    [SkippableFact]
    public async Task A_repeat_from_days_ago_gets_the_same_bytes_and_leaves_no_gap_in_the_sequence()
    {
        var contest = await App.OpenContestAsync(new Draft { Ballot = ThreeADay });
        var voter = contest.NewVoter();
        var key = Voter.NewKey();
        var first = (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.Created);
        App.Clock.Advance(TimeSpan.FromDays(3));
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);

        for (var i = 0; i < 3; i++)
            Assert.Equal(first.Bytes, (await voter.CastAsync([1, 2], key)).Bytes);
        (await voter.CastAsync([3], key)).Is(HttpStatusCode.UnprocessableEntity, "idempotency-mismatch");
        (await voter.CastAsync(2, 3)).Is(HttpStatusCode.Created);

        Assert.Equal([1, 2, 3], (await contest.CheckLedgerAsync()).Ballots.Select(ballot => ballot.Seq));
    }

    [SkippableFact]
    public async Task A_quota_for_the_whole_contest_does_not_begin_anew()
    {
        var contest = await App.OpenContestAsync(new Draft { Ballot = ThreeADay with { Period = BallotPolicy.WholeContest } });
        var voter = contest.NewVoter();
        (await voter.CastAsync(1, 2, 3)).Is(HttpStatusCode.Created);
        App.Clock.Advance(TimeSpan.FromDays(3));

        var refused = (await voter.CastAsync(4)).Is(HttpStatusCode.Conflict, "quota-exhausted");

        Assert.False(refused.Json.TryGetProperty("resetsAt", out var resetsAt) && resetsAt.ValueKind == System.Text.Json.JsonValueKind.String);
    }

    [SkippableFact]
    public async Task An_entry_gets_so_many_votes_of_a_voter_and_no_more()
    {
        var contest = await App.OpenContestAsync(new Draft { Ballot = new(BallotPolicy.Day, 10, 2, 1, 5) });
        var voter = contest.NewVoter();
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        (await voter.CastAsync(1, 2)).Is(HttpStatusCode.Created);
        (await voter.CastAsync(1)).Is(HttpStatusCode.Conflict, "already-voted");
        (await voter.CastAsync(2)).Is(HttpStatusCode.Created);
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        Assert.Equal(3, (await contest.VotesAsync())[1]);
    }

    [SkippableFact]
    public async Task A_group_gets_so_many_votes_of_a_voter_and_no_more()
    {
        var contest = await App.OpenContestAsync(new Draft { Ballot = new(BallotPolicy.Day, 4, 1, 1, 4, PerGroup: 2) });
        var voter = contest.NewVoter();
        (await voter.CastAsync(1, 3, 5)).Is(HttpStatusCode.Conflict, "quota-exhausted");
        (await voter.CastAsync(1, 3)).Is(HttpStatusCode.Created);
        (await voter.CastAsync(5)).Is(HttpStatusCode.Conflict, "quota-exhausted");
        (await voter.CastAsync(2, 4)).Is(HttpStatusCode.Created);
    }

    [SkippableTheory]
    [InlineData("too-few-choices", 1)]
    [InlineData("too-many-choices", 1, 2, 3, 4)]
    [InlineData("too-few-choices")]
    [InlineData("entry-not-found", 1, 11)]
    [InlineData("entry-not-found", 1, 0)]
    [InlineData("entry-not-found", -1, 1)]
    [InlineData("invalid-ballot", 2, 2)]
    public async Task A_ballot_must_be_one_of_this_contest(string code, params int[] entries)
    {
        var contest = await App.OpenContestAsync(new Draft { Ballot = new(BallotPolicy.Day, 10, 1, 2, 3) });
        (await contest.NewVoter().CastAsync(entries)).Is(HttpStatusCode.UnprocessableEntity, code);
        Assert.Empty((await contest.CheckLedgerAsync()).Ballots);
    }

    [SkippableFact]
    public async Task A_repeat_gets_the_same_bytes_whatever_happened_since()
    {
        var contest = await App.OpenContestAsync(new Draft { Ballot = ThreeADay });
        var voter = contest.NewVoter();
        var key = Voter.NewKey();
        var first = (await voter.CastAsync([2, 1], key)).Is(HttpStatusCode.Created);
        await voter.CastAsync(3);
        await contest.NewVoter().CastAsync(1);

        Assert.Equal(first.Bytes, (await voter.CastAsync([2, 1], key)).Bytes);
        Assert.Equal(first.Bytes, (await voter.CastAsync([1, 2], key)).Bytes);
        for (var day = 0; day < 4; day++)
        {
            App.Clock.Advance(TimeSpan.FromDays(1));
            Assert.Equal(first.Bytes, (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.Created).Bytes);
            (await voter.CastAsync([1], key)).Is(HttpStatusCode.UnprocessableEntity, "idempotency-mismatch");
            (await voter.CastAsync(4, 5, 6)).Is(HttpStatusCode.Created);
            Assert.Equal(first.Bytes, (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.Created).Bytes);
        }

        Assert.Equal(7, (await contest.CheckLedgerAsync()).Ballots.Count);
    }

    [SkippableFact]
    public async Task A_key_belongs_to_its_voter()
    {
        var contest = await App.OpenContestAsync();
        var (one, other) = (contest.NewVoter(), contest.NewVoter());
        await one.StandingAsync();
        await other.StandingAsync();
        var key = Voter.NewKey();

        var first = (await one.CastAsync([1], key)).Is(HttpStatusCode.Created);
        var second = (await other.CastAsync([2], key)).Is(HttpStatusCode.Created);

        Assert.NotEqual(first["ballotId"].GetString(), second["ballotId"].GetString());
        Assert.Equal(2, (await contest.CheckLedgerAsync()).Ballots.Count);
    }

    [SkippableFact]
    public async Task On_first_contact_a_repeat_without_the_lost_cookie_is_the_same_voter()
    {
        var contest = await App.OpenContestAsync();
        var key = Voter.NewKey();
        var first = (await contest.NewVoter().CastAsync([1], key)).Is(HttpStatusCode.Created);

        var repeat = await contest.NewVoter().CastAsync([1], key);

        Assert.Equal(first.Bytes, repeat.Bytes);
        Assert.Single((await contest.CheckLedgerAsync()).Ballots);
    }

    [SkippableFact]
    public async Task A_short_key_can_not_stand_in_for_a_device_and_the_refusal_makes_it_known()
    {
        var contest = await App.OpenContestAsync();
        var voter = contest.NewVoter();
        (await voter.CastAsync([1], "short-key")).Is(HttpStatusCode.Unauthorized, "identity-required");
        (await voter.CastAsync([1], "short-key")).Is(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task One_key_sent_a_hundred_times_at_once_is_one_ballot_and_one_answer()
    {
        var contest = await App.OpenContestAsync();
        var key = Voter.NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => contest.NewVoter().CastAsync([4, 8], key))));

        Assert.All(answers, answer => Assert.Equal(answers[0].Is(HttpStatusCode.Created).Bytes, answer.Bytes));
        Assert.Single((await contest.CheckLedgerAsync()).Ballots);
    }

    [SkippableFact]
    public async Task A_voter_racing_on_64_connections_gets_exactly_the_quota()
    {
        var contest = await App.OpenContestAsync(new Draft { Ballot = new(BallotPolicy.Day, 5, 5, 1, 5) });
        var voter = contest.NewVoter();
        await voter.StandingAsync();

        var answers = (await Task.WhenAll(Enumerable.Range(0, 64).Select(lane => Task.Run(async () =>
        {
            var mine = new List<Answer>();
            for (var i = 0; i < 50; i++)
                mine.Add(await voter.CastAsync(1 + (lane + i) % 10));
            return mine;
        })))).SelectMany(lane => lane).ToList();

        Assert.Equal(5, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(3195, answers.Count(answer => answer.Code == "quota-exhausted"));
        Assert.Equal(5, (await contest.CheckLedgerAsync()).Ballots.Count);
        Assert.Equal([0, 1, 2, 3, 4], answers.Where(answer => answer.Code is null).Select(answer => answer["remaining"].GetInt32()).Order());
    }

    [SkippableFact]
    public async Task The_last_vote_of_an_entry_is_given_once_however_many_ask()
    {
        var contest = await App.OpenContestAsync(new Draft { Ballot = new(BallotPolicy.Day, 1000, 1, 1, 5) });
        var voter = contest.NewVoter();
        await voter.StandingAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => voter.CastAsync(7))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(63, answers.Count(answer => answer.Code == "already-voted"));
        Assert.Equal(1, (await contest.VotesAsync())[7]);
    }

    [SkippableFact]
    public async Task Nothing_is_accepted_at_or_after_the_closing_instant()
    {
        var contest = await App.OpenContestAsync();
        App.Clock.Now = contest.ClosesAt.AddMilliseconds(-200);
        var casting = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var answers = new List<Answer>();
            while (answers.Count == 0 || answers[^1].Status == HttpStatusCode.Created)
                answers.Add(await contest.NewVoter().CastAsync(1));
            return answers;
        })).ToList();
        for (var i = 0; i < 250; i++)
        {
            App.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
            if (i % 50 == 0)
                await Task.Delay(10);
        }

        var all = (await Task.WhenAll(casting)).SelectMany(lane => lane).ToList();
        await contest.WaitForPhaseAsync("reviewing");

        var accepted = all.Where(answer => answer.Status == HttpStatusCode.Created).ToList();
        Assert.NotEmpty(accepted);
        Assert.All(accepted, answer => Assert.True(answer["acceptedAt"].GetDateTimeOffset() < contest.ClosesAt));
        Assert.All(all.Except(accepted), answer => Assert.Equal("voting-closed", answer.Code));
        var ledger = await contest.CheckLedgerAsync();
        Assert.Equal(accepted.Count, ledger.Ballots.Count);
        Assert.Equal(accepted.Count, ledger.Single("close").Json.GetProperty("n").GetInt64());
    }
}

public sealed class ServerBallotBoxTests(ServerApp app) : BallotBoxContract(app), IClassFixture<ServerApp>;

public sealed class ClusterBallotBoxTests(ClusterApp app) : BallotBoxContract(app), IClassFixture<ClusterApp>;
