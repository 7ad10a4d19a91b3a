using System.Net;
using System.Net.Http.Json;
using Voting.Rules.Contests;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ballots;

/// <summary>Two servers on the same engines are one to voters and organizers.</summary>
public abstract class TwoServersContract(Backend backend) : IAsyncLifetime
{
    private VotingApp _one = null!;
    private VotingApp _other = null!;

    public async Task InitializeAsync()
    {
        _one = await VotingApp.StartAsync(backend);
        _other = await _one.StartSecondAsync();
    }

    public async Task DisposeAsync()
    {
        if (_one is not null)
            await _one.DisposeAsync();
    }

    [SkippableFact]
    public async Task One_key_sent_to_both_at_once_is_one_ballot_and_one_answer()
    {
        var (here, there) = await OpenAsync();
        var key = Voter.NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() =>
            UntilDecidedAsync(() => (i % 2 == 0 ? here : there).NewVoter().CastAsync([4, 8], key)))));

        Assert.All(answers, answer => Assert.Equal(answers[0].Is(HttpStatusCode.Created).Bytes, answer.Bytes));
        Assert.Single((await here.CheckLedgerAsync()).Ballots);
    }

    [SkippableFact]
    public async Task A_voter_racing_on_both_gets_exactly_the_quota()
    {
        var (here, there) = await OpenAsync(new Draft { Ballot = new(BallotPolicy.Day, 5, 5, 1, 5) });
        var voter = here.NewVoter();
        await voter.StandingAsync();
        var elsewhere = Same(voter, there);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() =>
            UntilDecidedAsync(key => (i % 2 == 0 ? voter : elsewhere).CastAsync([1 + i % 10], key)))));

        Assert.Equal(5, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(195, answers.Count(answer => answer.Code == "quota-exhausted"));
        Assert.Equal([0, 1, 2, 3, 4], answers.Where(answer => answer.Code is null).Select(answer => answer["remaining"].GetInt32()).Order());
        Assert.Equal(5, (await there.CheckLedgerAsync()).Ballots.Count);
    }

    [SkippableFact]
    public async Task A_ballot_shows_on_the_board_of_the_other_within_a_second()
    {
        var (here, there) = await OpenAsync();
        (await here.NewVoter().CastAsync(3, 4)).Is(HttpStatusCode.Created);

        await Task.Delay(TimeSpan.FromSeconds(1));

        Assert.Equal(new Dictionary<int, long> { [3] = 1, [4] = 1 }, await there.VotesAsync());
    }

    [SkippableFact]
    public async Task A_repeat_elsewhere_gets_the_same_bytes_and_the_voter_the_same_standing()
    {
        var (here, there) = await OpenAsync();
        var voter = here.NewVoter();
        var key = Voter.NewKey();
        var first = (await voter.CastAsync([1, 2], key)).Is(HttpStatusCode.Created);

        var elsewhere = Same(voter, there);

        Assert.Equal(first.Bytes, (await elsewhere.CastAsync([1, 2], key)).Bytes);
        Assert.Equal((await voter.StandingAsync()).Bytes, (await elsewhere.StandingAsync()).Bytes);
        Assert.Equal(first.Bytes, (await there.NewVoter().CastAsync([1, 2], key)).Bytes);
    }

    [SkippableFact]
    public async Task Organizers_moving_a_contest_on_both_at_once_make_one_act()
    {
        var here = await _one.ExhibitContestAsync(new Draft { OpensIn = TimeSpan.FromHours(1) });
        var there = new ContestUnderTest(_other, here.Draft);
        await there.WaitForPhaseAsync("exhibiting");
        // From here on both servers' own clocks want it open, too.
        _one.Clock.Advance(TimeSpan.FromHours(1));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? here : there).MoveAsync("voting")));

        Assert.All(answers, answer => answer.Is(HttpStatusCode.NoContent));
        Assert.Single((await here.CheckLedgerAsync()).LeafTypes, type => type == "open");
    }

    [SkippableFact]
    public async Task What_one_closes_the_other_closes_and_the_log_counts_the_ballots_of_both()
    {
        var (here, there) = await OpenAsync();
        var casting = Enumerable.Range(0, 8).Select(lane => Task.Run(async () =>
        {
            var accepted = 0;
            Answer answer;
            do
            {
                answer = await UntilDecidedAsync(key => (lane % 2 == 0 ? here : there).NewVoter().CastAsync([1], key));
                accepted += answer.Status == HttpStatusCode.Created ? 1 : 0;
            }
            while (answer.Status == HttpStatusCode.Created);
            Assert.Equal("voting-closed", answer.Code);
            return accepted;
        })).ToList();
        await Task.Delay(500);

        await here.MoveThroughAsync("reviewing");

        var accepted = (await Task.WhenAll(casting)).Sum();
        var ledger = await here.CheckLedgerAsync();
        Assert.Equal(accepted, ledger.Ballots.Count);
        Assert.Equal(accepted, ledger.Single("close").Json.GetProperty("n").GetInt64());
        await there.WaitForPhaseAsync("reviewing");
    }

    [SkippableFact]
    public async Task Who_signed_in_on_one_is_signed_in_on_the_other()
    {
        using var elsewhere = _other.NewClient(out var jar);
        foreach (var (name, value) in (await SignedInAsync()).Cookies)
            jar.Cookies[name] = value;
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/organizer/contests")).StatusCode);
    }

    private async Task<CookieJar> SignedInAsync()
    {
        using var http = _one.NewClient(out var jar);
        var answer = await Answer.Of(http.PostAsync(
            "/api/session", JsonContent.Create(new { name = "organizer", password = VotingApp.Password })));
        answer.Is(HttpStatusCode.NoContent);
        return jar;
    }

    private async Task<(ContestUnderTest Here, ContestUnderTest There)> OpenAsync(Draft? draft = null)
    {
        var here = await _one.OpenContestAsync(draft);
        var there = new ContestUnderTest(_other, here.Draft);
        await there.WaitForPhaseAsync("voting");
        return (here, there);
    }

    private Voter Same(Voter voter, ContestUnderTest there)
    {
        var again = new Voter(_other, there, address: null);
        foreach (var (name, value) in voter.Jar.Cookies)
            again.Jar.Cookies[name] = value;
        return again;
    }

    private static Task<Answer> UntilDecidedAsync(Func<string, Task<Answer>> cast)
    {
        var key = Voter.NewKey();
        return UntilDecidedAsync(() => cast(key));
    }

    /// <summary>Busy is no decision: the same ballot is sent again.</summary>
    private static async Task<Answer> UntilDecidedAsync(Func<Task<Answer>> cast)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await cast();
            if (answer.Code != "busy" || tries == 50)
                return answer;
            await Task.Delay(100);
        }
    }
}

public sealed class ServerTwoServersTests() : TwoServersContract(Backend.Server);

public sealed class ClusterTwoServersTests() : TwoServersContract(Backend.Cluster);
