using System.Net;
using Voting.Rules.Contests;
using Voting.Server.Tests.App;
using Voting.Server.Tests.Voters;

namespace Voting.Verify.Tests;

/// <summary>Votes by channel, and one person in two channels: one quota, and a log that outsiders recount. On every backend.</summary>
public abstract class ChannelContract(ChannelApp app)
{
    private static readonly BallotPolicy Three = new(BallotPolicy.Day, 3, 1, 1, 3);

    private VotingApp App => app.App;

    [SkippableFact]
    public async Task Each_channel_has_its_votes_and_a_stronger_one_adds_to_what_was_given()
    {
        var contest = await App.OpenContestAsync(new Draft
        {
            Ballot = Three with { VotesPerPeriod = 4 }, Channels = ["device", "phone"], ChannelVotes = new Dictionary<string, int> { ["device"] = 1 },
        });
        var voter = contest.NewVoter();
        Assert.Equal(1, await voter.RemainingAsync());
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        (await voter.CastAsync(2)).Is(HttpStatusCode.Conflict, "quota-exhausted");

        await voter.ProveAsync(contest, app.Sms, KnownVoters.NewPhone());
        Assert.Equal(3, await voter.RemainingAsync());
        (await voter.CastAsync(1)).Is(HttpStatusCode.Conflict, "already-voted");
        (await voter.CastAsync(2, 3, 4)).Is(HttpStatusCode.Created);
        (await voter.CastAsync(5)).Is(HttpStatusCode.Conflict, "quota-exhausted");
        await OneVoterAsync(contest, ballots: 2);
    }

    [SkippableFact]
    public async Task A_browser_that_shows_its_phone_stays_the_voter_it_was_and_so_does_the_phone_elsewhere()
    {
        var contest = await OpenAsync("device", "phone");
        var (voter, elsewhere) = (contest.NewVoter(), contest.NewVoter());
        var phone = KnownVoters.NewPhone();
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        await voter.ProveAsync(contest, app.Sms, phone);
        Assert.Equal(2, await voter.RemainingAsync());
        App.Clock.Advance(TimeSpan.FromMinutes(1));
        await elsewhere.ProveAsync(contest, app.Sms, phone);

        (await elsewhere.CastAsync(2)).Is(HttpStatusCode.Created);
        // The phone's pass thrown away: the device is the same voter.
        foreach (var name in voter.Jar.Cookies.Keys.Where(name => name.StartsWith("voter-", StringComparison.Ordinal)))
            voter.Jar.Cookies.TryRemove(name, out _);
        (await voter.CastAsync(3)).Is(HttpStatusCode.Created);
        (await elsewhere.CastAsync(4)).Is(HttpStatusCode.Conflict, "quota-exhausted");
        await OneVoterAsync(contest, ballots: 3);
    }

    [SkippableFact]
    public async Task An_account_and_the_phone_it_shows_are_one_voter_and_the_next_phone_is_another()
    {
        var contest = await OpenAsync("wechat", "phone");
        var voter = contest.NewVoter();
        (await voter.SignInByWeChatAsync(contest, app.WeChat, $"o-{contest.Slug}")).Is(HttpStatusCode.SeeOther);
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        await voter.ProveAsync(contest, app.Sms, KnownVoters.NewPhone());
        (await voter.CastAsync(2)).Is(HttpStatusCode.Created);
        Assert.Equal(1, await voter.RemainingAsync());
        await OneVoterAsync(contest, ballots: 2);

        var second = contest.NewVoter();
        (await second.SignInByWeChatAsync(contest, app.WeChat, $"o-{contest.Slug}")).Is(HttpStatusCode.SeeOther);
        await second.ProveAsync(contest, app.Sms, KnownVoters.NewPhone());
        Assert.Equal(3, await second.RemainingAsync());
    }

    [SkippableFact]
    public async Task Two_that_have_both_voted_stay_two_and_the_phone_goes_before()
    {
        var contest = await OpenAsync("wechat", "phone");
        var (byPhone, voter) = (contest.NewVoter(), contest.NewVoter());
        var phone = KnownVoters.NewPhone();
        await byPhone.ProveAsync(contest, app.Sms, phone);
        (await byPhone.CastAsync(1, 2)).Is(HttpStatusCode.Created);
        (await voter.SignInByWeChatAsync(contest, app.WeChat, $"o-{contest.Slug}")).Is(HttpStatusCode.SeeOther);
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        App.Clock.Advance(TimeSpan.FromMinutes(1));
        await voter.ProveAsync(contest, app.Sms, phone);

        Assert.Equal(1, await voter.RemainingAsync());
        (await voter.CastAsync(3)).Is(HttpStatusCode.Created);
        (await byPhone.CastAsync(4)).Is(HttpStatusCode.Conflict, "quota-exhausted");
        Assert.Equal(2, (await contest.CheckLedgerAsync()).Ballots.Select(ballot => Convert.ToHexString(ballot.Voter)).Distinct().Count());
    }

    [SkippableFact]
    public async Task A_phone_known_in_another_contest_is_joined_before_its_first_ballot_in_this_one_however_many_race()
    {
        var (first, contest) = (await OpenAsync("phone", "device"), await OpenAsync("device", "phone"));
        var phone = KnownVoters.NewPhone();
        var browsers = Enumerable.Range(0, 4).Select(_ => contest.NewVoter()).ToList();
        foreach (var browser in browsers)
        {
            await browser.ProveAsync(first, app.Sms, phone);
            App.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var answers = await Task.WhenAll(browsers.SelectMany((browser, i) => new[] { 1 + i, 5 + i }.Select(entry => Task.Run(() => browser.CastAsync(entry)))));

        Assert.Equal(3, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Created), answer => answer.Is(HttpStatusCode.Conflict, "quota-exhausted"));
        await OneVoterAsync(contest, ballots: 3);
    }

    private Task<ContestUnderTest> OpenAsync(string one, string other) =>
        App.OpenContestAsync(new Draft { Ballot = Three, Channels = [one, other] });

    private async Task OneVoterAsync(ContestUnderTest contest, int ballots)
    {
        var ledger = await contest.CheckLedgerAsync();
        Assert.Equal(ballots, ledger.Ballots.Count);
        Assert.Single(ledger.Ballots.Select(ballot => Convert.ToHexString(ballot.Voter)).Distinct());
        var zip = await RealContest.BundleAsync(App, contest.Slug);
        Assert.Equal("ok", (await Verifying.RunAsync(zip, Bundle.Read(zip).Key)).Reason);
    }
}

public sealed class EmbeddedChannelTests(EmbeddedChannelApp app) : ChannelContract(app), IClassFixture<EmbeddedChannelApp>;

public sealed class ServerChannelTests(ServerChannelApp app) : ChannelContract(app), IClassFixture<ServerChannelApp>;
