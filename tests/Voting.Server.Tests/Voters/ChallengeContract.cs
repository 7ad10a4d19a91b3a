using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voting.Server.Http;
using Voting.Server.Tests.App;
using Voting.Server.Voters;

namespace Voting.Server.Tests.Voters;

/// <summary>What a solution of a challenge is good for, and everything it is not good for. Every ballot needs one.</summary>
public abstract class ChallengeContract(Backend backend) : IAsyncLifetime
{
    protected VotingApp App { get; private set; } = null!;

    private ContestUnderTest _contest = null!;

    public async Task InitializeAsync()
    {
        App = await VotingApp.StartAsync(backend, ("Voters:Challenge:Mode", "always"), ("Voters:Challenge:Cost", "10"));
        _contest = await App.OpenContestAsync();
    }

    public async Task DisposeAsync()
    {
        if (App is not null)
            await App.DisposeAsync();
    }

    [SkippableFact]
    public async Task A_ballot_is_asked_for_work_and_taken_with_it()
    {
        var (voter, key) = (_contest.NewVoter(), Voter.NewKey());
        var refused = await voter.CastAsync([1], key);
        var challenge = Solver.ChallengeOf(refused);
        Assert.True(voter.Jar.Cookies.ContainsKey("device"));
        Assert.Equal("PBKDF2/SHA-256", challenge.Parameters.Algorithm);
        Assert.Equal(App.Clock.Now.ToUnixTimeSeconds() + 120, challenge.Parameters.ExpiresAt);

        (await voter.CastAsync([1], key, Solver.Solve(challenge))).Is(HttpStatusCode.Created);

        Assert.Single((await _contest.CheckLedgerAsync()).Ballots);
        var metrics = (await _contest.GetAsync("/metrics")).Text;
        Assert.Contains("voting_challenges_total{outcome=\"asked\"} 1", metrics);
        Assert.Contains("voting_challenges_total{outcome=\"solved\"} 1", metrics);
    }

    [SkippableFact]
    public async Task A_lost_answer_is_had_again_with_the_same_solution_and_without_any()
    {
        var (voter, key) = (_contest.NewVoter(), Voter.NewKey());
        var solution = Solver.Solve(Solver.ChallengeOf(await voter.CastAsync([1], key)));
        var first = (await voter.CastAsync([1], key, solution)).Is(HttpStatusCode.Created);

        Assert.Equal(first.Bytes, (await voter.CastAsync([1], key, solution)).Bytes);
        Assert.Equal(first.Bytes, (await voter.CastAsync([1], key)).Bytes);
        App.Clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal(first.Bytes, (await voter.CastAsync([1], key, solution)).Bytes);
        Assert.Equal(first.Bytes, (await voter.CastAsync([1], key, "nonsense")).Bytes);
        Assert.Single((await _contest.CheckLedgerAsync()).Ballots);
    }

    [SkippableFact]
    public async Task Without_a_cookie_the_key_is_the_device_and_the_solution_is_its_own()
    {
        var key = Voter.NewKey();
        var solution = Solver.Solve(Solver.ChallengeOf(await _contest.NewVoter().CastAsync([1], key)));
        (await _contest.NewVoter().CastAsync([1], key, solution)).Is(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task A_solution_is_good_for_one_ballot()
    {
        var (voter, key) = (_contest.NewVoter(), Voter.NewKey());
        var solution = Solver.Solve(Solver.ChallengeOf(await voter.CastAsync([1], key)));
        (await voter.CastAsync([1], key, solution)).Is(HttpStatusCode.Created);

        var refused = await voter.CastAsync([2], Voter.NewKey(), solution);

        Assert.NotEqual(solution, Solver.Solve(Solver.ChallengeOf(refused)));
        Assert.Single((await _contest.CheckLedgerAsync()).Ballots);
    }

    [SkippableFact]
    public async Task Of_ballots_that_race_with_one_solution_one_is_taken()
    {
        var voter = _contest.NewVoter();
        await voter.StandingAsync();
        var solution = Solver.Solve(Solver.ChallengeOf(await voter.CastAsync([1], Voter.NewKey())));

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(() => voter.CastAsync([i], Voter.NewKey(), solution))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(answer => answer.Code == "challenge-required"));
    }

    [SkippableFact]
    public async Task A_wrong_solution_does_not_use_the_challenge_up_and_a_refused_ballot_keeps_its_solution()
    {
        var (voter, key) = (_contest.NewVoter(), Voter.NewKey());
        var challenge = Solver.ChallengeOf(await voter.CastAsync([1], key));
        Solver.ChallengeOf(await voter.CastAsync([1], key, Solver.Payload(challenge, uint.MaxValue, new string('0', 64))));
        var solution = Solver.Solve(challenge);

        (await voter.CastAsync([99], key, solution)).Is(HttpStatusCode.UnprocessableEntity, "entry-not-found");
        (await voter.CastAsync([1], key, solution)).Is(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task A_challenge_runs_out_on_the_second()
    {
        var (voter, key) = (_contest.NewVoter(), Voter.NewKey());
        var late = Solver.Solve(Solver.ChallengeOf(await voter.CastAsync([1], key)));
        App.Clock.Advance(TimeSpan.FromSeconds(120));
        Assert.Contains("重新计算", (await voter.CastAsync([1], key, late)).Is(HttpStatusCode.Forbidden, "challenge-required").Text);

        var inTime = Solver.Solve(Solver.ChallengeOf(await voter.CastAsync([1], key)));
        App.Clock.Advance(TimeSpan.FromSeconds(120) - TimeSpan.FromTicks(1));
        (await voter.CastAsync([1], key, inTime)).Is(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task A_solution_of_another_contest_device_or_purpose_is_not_one()
    {
        var (voter, key) = (_contest.NewVoter(), Voter.NewKey());
        await voter.StandingAsync();
        var elsewhere = new ContestUnderTest(App, (await App.OpenContestAsync()).Draft);
        var abroad = await Answer.Of(voter.Http.GetAsync($"/api/contests/{elsewhere.Slug}/challenge"));
        var sms = await Answer.Of(voter.Http.GetAsync($"/api/contests/{_contest.Slug}/challenge?purpose=sms"));
        var other = await Answer.Of(_contest.NewVoter().Http.GetAsync($"/api/contests/{_contest.Slug}/challenge"));
        foreach (var foreign in new[] { abroad, sms, other })
            Solver.ChallengeOf(await voter.CastAsync([1], key, Solver.Solve(foreign.Json.Deserialize<Challenge>(WireJson.Options)!)));
        Assert.Empty((await _contest.CheckLedgerAsync()).Ballots);
    }

    [SkippableFact]
    public async Task What_a_widget_fetches_casts_a_ballot()
    {
        var voter = _contest.NewVoter();
        var fetched = (await Answer.Of(voter.Http.GetAsync($"/api/contests/{_contest.Slug}/challenge"))).Is(HttpStatusCode.OK);
        var solution = Solver.Solve(fetched.Json.Deserialize<Challenge>(WireJson.Options)!);
        (await voter.CastAsync([1], Voter.NewKey(), solution)).Is(HttpStatusCode.Created);

        (await Answer.Of(voter.Http.GetAsync("/api/contests/nowhere/challenge"))).Is(HttpStatusCode.NotFound, "contest-not-found");
        (await Answer.Of(voter.Http.GetAsync($"/api/contests/{_contest.Slug}/challenge?purpose=mail"))).Is(HttpStatusCode.BadRequest, "bad-request");
    }

    [SkippableFact]
    public async Task A_spliced_solution_is_not_one()
    {
        var (voter, key) = (_contest.NewVoter(), Voter.NewKey());
        var challenge = Solver.ChallengeOf(await voter.CastAsync([1], key));
        var solution = Solver.Solve(challenge);
        foreach (var (name, bent) in Bends(challenge, solution))
        {
            var answer = await voter.CastAsync([1], key, bent);
            Assert.True(answer.Code is "challenge-required", $"{name}: {(int)answer.Status} {answer.Text}");
        }

        // After that many wrong ones the voter is at the top of the ladder; the challenge of before is still worth what it was.
        var held = (await voter.CastAsync([1], key, solution)).Is(HttpStatusCode.Created)["ballotId"].GetString();
        for (var tries = 0; (await _contest.GetAsync($"/api/contests/{_contest.Slug}/ballots/{held}"))["state"].GetString() != "held"; tries++)
        {
            Assert.True(tries < 100, "The ballot is not held.");
            await Task.Delay(50);
        }

        Assert.Single((await _contest.CheckLedgerAsync()).Ballots);
    }

    private IEnumerable<(string Name, string Payload)> Bends(Challenge challenge, string solution)
    {
        static JsonObject Parameters(JsonObject json) => json["challenge"]!["parameters"]!.AsObject();
        static JsonObject Solution(JsonObject json) => json["solution"]!.AsObject();
        yield return ("no work", Solver.Bend(solution, json => Parameters(json)["keyPrefix"] = "f"));
        yield return ("less work", Solver.Bend(solution, json => Parameters(json)["cost"] = 1));
        yield return ("endless work", Solver.Bend(solution, json => Parameters(json)["cost"] = 2_000_000_000));
        yield return ("no cost", Solver.Bend(solution, json => Parameters(json)["cost"] = 0));
        yield return ("other algorithm", Solver.Bend(solution, json => Parameters(json)["algorithm"] = "SHA-256"));
        yield return ("short key", Solver.Bend(solution, json => Parameters(json)["keyLength"] = 1));
        yield return ("long life", Solver.Bend(solution, json => Parameters(json)["expiresAt"] = 1_999_999_999));
        yield return ("eternal", Solver.Bend(solution, json => Parameters(json).Remove("expiresAt")));
        yield return ("other nonce", Solver.Bend(solution, json => Parameters(json)["nonce"] = new string('0', 32)));
        yield return ("other salt", Solver.Bend(solution, json => Parameters(json)["salt"] = new string('0', 32)));
        yield return ("shifted", Solver.Bend(solution, json =>
        {
            // The counter's first byte moves into the nonce.
            Parameters(json)["nonce"] = challenge.Parameters.Nonce + "00";
        }));
        yield return ("more bound", Solver.Bend(solution, json => Parameters(json)["data"]!["x"] = "1"));
        yield return ("unbound", Solver.Bend(solution, json => Parameters(json).Remove("data")));
        yield return ("no signature", Solver.Bend(solution, json => json["challenge"]!.AsObject().Remove("signature")));
        yield return ("empty signature", Solver.Bend(solution, json => json["challenge"]!["signature"] = ""));
        yield return ("other signature", Solver.Bend(solution, json => json["challenge"]!["signature"] = new string('a', 64)));
        yield return ("loud signature", Solver.Bend(solution, json => json["challenge"]!["signature"] = challenge.Signature.ToUpperInvariant()));
        yield return ("counter as text", Solver.Bend(solution, json => Solution(json)["counter"] = $"{Solution(json)["counter"]}"));
        yield return ("counter below", Solver.Bend(solution, json => Solution(json)["counter"] = -1));
        yield return ("counter beyond", Solver.Bend(solution, json => Solution(json)["counter"] = 1L << 32));
        yield return ("counter broken", Solver.Bend(solution, json => Solution(json)["counter"] = 0.5));
        yield return ("next counter", Solver.Bend(solution, json => Solution(json)["counter"] = (uint)Solution(json)["counter"]! + 1));
        yield return ("made-up key", Solver.Bend(solution, json => Solution(json)["derivedKey"] = new string('0', 64)));
        yield return ("no key", Solver.Bend(solution, json => Solution(json).Remove("derivedKey")));
        yield return ("short key", Solver.Bend(solution, json => Solution(json)["derivedKey"] = "00"));
        yield return ("member more", Solver.Bend(solution, json => json["verified"] = true));
        yield return ("no base64", "{}");
        yield return ("spaced", solution[..4] + " " + solution[4..]);
        yield return ("unpadded", solution.TrimEnd('=') + (solution.EndsWith('=') ? "" : "="));
        yield return ("oversized", Solver.Bend(solution, json => Parameters(json)["keyPrefix"] = new string('0', 2000)));
        yield return ("doubled", solution + solution);
        yield return ("string counter mode", Solver.Payload(challenge, 48, Convert.ToHexStringLower(System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2(
            (byte[])[.. Convert.FromHexString(challenge.Parameters.Nonce), .. "48"u8], Convert.FromHexString(challenge.Parameters.Salt),
            challenge.Parameters.Cost, System.Security.Cryptography.HashAlgorithmName.SHA256, 32))));
    }
}

public sealed class EmbeddedChallengeTests() : ChallengeContract(Backend.Embedded)
{
    [Fact]
    public async Task A_restart_makes_no_old_solution_usable_again()
    {
        var contest = await App.OpenContestAsync();
        var (voter, key) = (contest.NewVoter(), Voter.NewKey());
        var used = Solver.Solve(Solver.ChallengeOf(await voter.CastAsync([1], key)));
        var first = (await voter.CastAsync([1], key, used)).Is(HttpStatusCode.Created);
        await App.RestartAsync();

        var again = contest.NewVoter();
        foreach (var (name, value) in voter.Jar.Cookies)
            again.Jar.Cookies[name] = value;
        // And who had solved one honestly is no offender for it.
        for (var i = 0; i < 5; i++)
            Assert.Equal("0", Solver.ChallengeOf(await again.CastAsync([2], Voter.NewKey(), used)).Parameters.KeyPrefix);
        Assert.Equal(first.Bytes, (await again.CastAsync([1], key, used)).Bytes);
    }
}

public sealed class ServerChallengeTests() : ChallengeContract(Backend.Server);

public sealed class ClusterChallengeTests() : ChallengeContract(Backend.Cluster);
