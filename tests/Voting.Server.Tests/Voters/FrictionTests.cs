using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Voting.Server.Ballots;
using Voting.Server.Tests.App;
using Voting.Server.Voters;

namespace Voting.Server.Tests.Voters;

/// <summary>Who is asked for what: small limits, so that a few ballots make a place busy.</summary>
public sealed class FrictionTests : IAsyncLifetime
{
    private const int Busy = 5;
    private const string Address = "203.0.113.7";

    private VotingApp _app = null!;
    private ContestUnderTest _contest = null!;

    public async Task InitializeAsync()
    {
        _app = await VotingApp.StartAsync(
            ("Voters:Challenge:Cost", "1"), ("Voters:Challenge:AddressBallots", $"{Busy}"), ("Voters:Challenge:NetworkBallots", "60"),
            ("Voters:Challenge:ContestBallotsPerSecond", "8"));
        _contest = await _app.OpenContestAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Nobody_is_asked_while_it_is_quiet()
    {
        for (var i = 1; i < Busy; i++)
            (await _contest.NewVoter(Address).CastAsync(1)).Is(HttpStatusCode.Created);
        (await _contest.NewVoter("203.0.113.8").CastAsync(1)).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Newcomers_of_a_busy_address_work_and_others_do_not()
    {
        await FillAsync(Address, Busy - 1);

        var refused = await _contest.NewVoter(Address).CastAsync(1);

        Assert.Equal(1, LevelOf(refused));
        Assert.Contains("您所在的网络", refused["detail"].GetString());
        (await _contest.NewVoter("198.51.100.1").CastAsync(1)).Is(HttpStatusCode.Created);
        (await _contest.NewVoter(Address).CastWorkingAsync([1], Voter.NewKey())).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task It_gets_quiet_again()
    {
        await FillAsync(Address, Busy + 2);
        Assert.Equal(1, LevelOf(await _contest.NewVoter(Address).CastAsync(1)));
        _app.Clock.Advance(TimeSpan.FromMinutes(10));
        (await _contest.NewVoter(Address).CastAsync(1)).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_device_that_has_been_here_for_an_hour_is_asked_nothing()
    {
        var known = _contest.NewVoter(Address);
        await known.StandingAsync();
        _app.Clock.Advance(TimeSpan.FromHours(1));
        await FillAsync(Address, 3 * Busy);
        Assert.Equal("challenge-required", (await _contest.NewVoter(Address).CastAsync(1)).Code);

        (await known.CastAsync(1)).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_network_of_quiet_addresses_is_busy_together()
    {
        for (var i = 1; i < 60; i++)
            await _contest.NewVoter($"198.51.100.{i}").CastAsync(1);
        Assert.Equal(1, LevelOf(await _contest.NewVoter("198.51.100.200").CastAsync(1)));
        (await _contest.NewVoter("198.51.101.200").CastAsync(1)).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task IPv6_is_judged_by_its_64_and_48_bit_networks()
    {
        await FillAsync("2001:db8:1:2::1", Busy - 1);
        Assert.Equal(1, LevelOf(await _contest.NewVoter("2001:db8:1:2:ffff::9").CastAsync(1)));
        (await _contest.NewVoter("2001:db8:1:3::1").CastAsync(1)).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_load_of_a_contest_makes_the_work_grow_for_newcomers_of_this_contest()
    {
        var levels = new List<int>();
        for (var i = 0; i < 400; i++)
            if ((await _contest.NewVoter($"2001:db8:{i:x}::1").CastAsync(1)) is { Code: "challenge-required" } refused)
            {
                levels.Add(LevelOf(refused));
                Assert.Contains("此刻投票的人很多", refused["detail"].GetString());
            }

        Assert.Equal(400 - 79, levels.Count);
        Assert.Equal([1, 2, 3], levels.Distinct());
        Assert.Equal(levels.Order(), levels);
        (await (await _app.OpenContestAsync()).NewVoter("2001:db8:f:f::1").CastAsync(1)).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_campus_behind_one_address_gets_through_with_small_puzzles()
    {
        for (var i = 0; i < 39; i++)
        {
            var voter = _contest.NewVoter(Address);
            var first = await voter.CastAsync(1);
            if (first.Code is not null)
                Assert.InRange(LevelOf(first), 1, 2);
            (await voter.CastWorkingAsync([2], Voter.NewKey())).Is(HttpStatusCode.Created);
        }

        Assert.Equal(39, (await _contest.VotesAsync())[2]);
    }

    [Fact]
    public async Task Wrong_solutions_lead_to_the_top_of_the_ladder_for_their_device_only()
    {
        await FillAsync(Address, Busy);
        var wrong = _contest.NewVoter(Address);
        for (var i = 0; i < 3; i++)
            LevelOf(await wrong.CastAsync([1], Voter.NewKey(), "nonsense"));

        var top = await wrong.CastAsync(1);

        Assert.Equal(Challenges.MostLevel, LevelOf(top));
        Assert.Contains("不正确", top["detail"].GetString());
        Assert.Equal(1, LevelOf(await _contest.NewVoter(Address).CastAsync(1)));
        _app.Clock.Advance(TimeSpan.FromMinutes(10));
        (await wrong.CastAsync(1)).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task At_the_top_a_ballot_is_recorded_and_held_where_the_contest_knows_no_stronger_channel()
    {
        await FillAsync(Address, Busy);
        var wrong = _contest.NewVoter(Address);
        for (var i = 0; i < 3; i++)
            await wrong.CastAsync([1], Voter.NewKey(), "nonsense");

        var held = (await wrong.CastWorkingAsync([1], Voter.NewKey())).Is(HttpStatusCode.Created);
        var other = (await _contest.NewVoter(Address).CastWorkingAsync([1], Voter.NewKey())).Is(HttpStatusCode.Created);

        await WaitForStateAsync(held, "held");
        await WaitForStateAsync(other, "valid");
        Assert.Equal("friction", (await StateAsync(held))["rule"].GetString());
    }

    [Fact]
    public async Task Where_the_contest_accepts_a_stronger_channel_the_refusal_says_which()
    {
        var contest = await _app.OpenContestAsync(new Draft { Channels = ["device", "phone", "code"] });
        for (var i = 0; i < Busy; i++)
            await contest.NewVoter(Address).CastAsync(1);
        var wrong = contest.NewVoter(Address);
        for (var i = 0; i < 3; i++)
            Assert.Equal(["code", "phone"], Names((await wrong.CastAsync([1], Voter.NewKey(), "nonsense")).Is(HttpStatusCode.Forbidden, "challenge-required")));

        var refused = (await wrong.CastAsync(1)).Is(HttpStatusCode.Unauthorized, "identity-required");

        Assert.Equal(["code", "phone"], Names(refused));
        Assert.Contains("手机号", refused["detail"].GetString());
        Assert.False(refused.Json.TryGetProperty("challenge", out _));

        static IEnumerable<string?> Names(Answer answer) => answer["channels"].EnumerateArray().Select(channel => channel.GetString());
    }

    [Fact]
    public async Task A_text_message_is_always_paid_for_and_not_with_the_work_for_a_ballot()
    {
        var (gate, challenges) = (_app.Services.GetRequiredService<FrictionGate>(), _app.Services.GetRequiredService<Challenges>());
        var known = new VoterIdentity("device", "d1", default, "d1");
        var scope = new ChallengeScope(_contest.Slug, ChallengeScope.Sms, "d1");
        Assert.NotNull(await AskAsync(""));
        Assert.NotNull(await AskAsync(Solver.Solve(challenges.Issue(ChallengeScope.ForBallot(_contest.Slug, known), 4))));
        var solution = Solver.Solve((await AskAsync(""))!);
        Assert.Null(await AskAsync(solution));
        Assert.Null(await AskAsync(solution));
        Assert.NotNull(await AskAsync(solution, "another"));

        async Task<Challenge?> AskAsync(string payload, string act = "act") =>
            await gate.AskAsync(scope, known, AddressPrefix.Of(IPAddress.Parse(Address)), act, payload);
    }

    [Fact]
    public async Task Switched_off_nobody_is_asked_whatever_goes_on()
    {
        await using var app = await VotingApp.StartAsync(("Voters:Challenge:Mode", "off"), ("Voters:Challenge:AddressBallots", "1"));
        var contest = await app.OpenContestAsync();
        for (var i = 0; i < 20; i++)
            (await contest.NewVoter(Address).CastAsync([1], Voter.NewKey(), "nonsense")).Is(HttpStatusCode.Created);
    }

    private async Task<Answer> StateAsync(Answer recorded) =>
        await _contest.GetAsync($"/api/contests/{_contest.Slug}/ballots/{recorded["ballotId"].GetString()}");

    private async Task WaitForStateAsync(Answer recorded, string state)
    {
        for (var tries = 0; (await StateAsync(recorded))["state"].GetString() != state; tries++)
        {
            Assert.True(tries < 100, $"The ballot is not {state}.");
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task Expired_solutions_are_no_offence()
    {
        await FillAsync(Address, Busy);
        var slow = _contest.NewVoter(Address);
        var late = Solver.Solve(Solver.ChallengeOf(await slow.CastAsync(1)));
        _app.Clock.Advance(TimeSpan.FromSeconds(130));
        for (var i = 0; i < 5; i++)
            LevelOf(await slow.CastAsync([1], Voter.NewKey(), late));
        Assert.Equal(1, LevelOf(await slow.CastAsync(1)));
    }

    private async Task FillAsync(string address, int ballots)
    {
        for (var i = 0; i < ballots; i++)
            await _contest.NewVoter(address).CastAsync(1);
    }

    /// <summary>1 to 4, read off the work.</summary>
    private static int LevelOf(Answer refused)
    {
        var parameters = Solver.ChallengeOf(refused).Parameters;
        return (parameters.KeyPrefix.Length - 1) * 2 + (parameters.Cost == 1 ? 1 : 2);
    }
}
