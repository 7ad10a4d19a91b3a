using System.Net;
using System.Net.Http.Json;
using Voting.Rules.Contests;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Servers;

/// <summary>What one server amends the other one follows, its clock included.</summary>
public abstract class AmendmentOfServersContract(TwoServers servers)
{
    [SkippableFact]
    public async Task Voting_goes_on_and_counts_thaw_on_the_server_that_was_not_asked()
    {
        var draft = new Draft { Entries = 2, Lasts = TimeSpan.FromDays(1), Visibility = new Visibility(Visibility.Hidden) };
        var onA = await servers.A.OpenContestAsync(draft);
        var onB = servers.OnB(onA);
        await onB.KnownOpenAsync();
        (await onB.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        var later = onA.ClosesAt.AddDays(1);
        // Both servers' clocks stand a moment before the end when one of them puts it off.
        servers.A.Clock.Now = onA.ClosesAt.AddMilliseconds(-1);

        (await Answer.Of((await servers.A.OrganizerAsync()).PatchAsJsonAsync(
            $"/api/organizer/contests/{onA.Slug}",
            new { reason = "延期并揭晓", closesAt = later, visibility = new { mode = "live" } }))).Is(HttpStatusCode.OK);
        servers.A.Clock.Now = onA.ClosesAt;

        for (var tries = 0; (await onB.GetAsync($"/api/contests/{onA.Slug}"))["closesAt"].GetDateTimeOffset() != later; tries++)
        {
            Assert.True(tries < 100, "The other server does not follow.");
            await Task.Delay(20);
        }

        await Task.Delay(1500);
        (await onB.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        Assert.Equal(2, (await onB.VotesAsync())[1]);
        Assert.Equal("voting", await onB.PhaseAsync());
        Assert.Single((await onB.GetAsync($"/api/contests/{onA.Slug}/amendments")).Json.EnumerateArray());
        servers.A.Clock.Now = later;
        await onB.WaitForPhaseAsync("reviewing");
        Assert.Equal(["amend", "ballot", "phase", "close"], (await onA.CheckLedgerAsync()).LeafTypes.TakeLast(4));
    }

    [SkippableFact]
    public async Task Both_asked_at_once_amend_one_after_the_other()
    {
        var onA = await servers.A.OpenContestAsync(new Draft { Entries = 2 });
        var onB = servers.OnB(onA);
        await onB.KnownOpenAsync();
        await servers.B.OrganizerAsync();

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(async () => await Answer.Of(
            (await (i % 2 == 0 ? servers.A : servers.B).OrganizerAsync()).PatchAsJsonAsync(
                $"/api/organizer/contests/{onA.Slug}", new { reason = $"第{i}次", closesAt = onA.ClosesAt.AddDays(i) })))));

        // Whoever comes behind a later end is refused; every other amends what the one before has left.
        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.OK || answer.Code is "invalid-amendment" or "not-saved", answer.Text));
        var history = (await onA.GetAsync($"/api/contests/{onA.Slug}/amendments")).Json.EnumerateArray().ToList();
        Assert.Equal(answers.Count(answer => answer.Status == HttpStatusCode.OK), history.Count);
        Assert.All(history.Zip(history.Skip(1)), pair => Assert.Equal(
            pair.First.GetProperty("rules").GetString(), pair.Second.GetProperty("old").GetString()));
    }
}

public sealed class ServerAmendmentTests(TwoOnRedis servers) : AmendmentOfServersContract(servers), IClassFixture<TwoOnRedis>;

public sealed class ClusterAmendmentTests(TwoOnCluster servers) : AmendmentOfServersContract(servers), IClassFixture<TwoOnCluster>;
