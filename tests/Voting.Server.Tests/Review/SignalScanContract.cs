using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Voting.Rules.Signals;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Review;

/// <summary>The signal rules over the real ledger: what they hold, what they leave alone, and what an auditor can run again.</summary>
public abstract class SignalScanContract(VotingApp app)
{
    private VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task A_script_is_held_and_people_are_not()
    {
        var contest = await App.OpenContestAsync();
        var honest = await PeopleVoteAsync(contest);
        var scripted = await ScriptVotesAsync(contest);
        var before = await contest.VotesAsync();

        var findings = (await ScanAsync(contest)).Is(HttpStatusCode.OK);

        Assert.Contains(findings.Json.EnumerateArray(), finding => finding.GetProperty("severity").GetString() == "hold");
        await Assert.AllAsync(scripted.Skip(5), async ballot => Assert.Equal("held", await StateOfAsync(contest, ballot)));
        await Assert.AllAsync(honest, async ballot => Assert.Equal("valid", await StateOfAsync(contest, ballot)));
        // A signal is no verdict: everything counts as before.
        Assert.Equal(before, await contest.VotesAsync());
        var ledger = await contest.CheckLedgerAsync();
        Assert.All(ledger.Leaves.Where(leaf => leaf.Type == "hold"), leaf => Assert.Matches("^R[1-5]$", leaf.Json.GetProperty("r").GetString()!));
        Assert.DoesNotContain("void", ledger.LeafTypes);
    }

    [SkippableFact]
    public async Task What_people_restored_is_not_held_again_and_another_look_changes_nothing()
    {
        var contest = await App.OpenContestAsync();
        await PeopleVoteAsync(contest);
        var scripted = await ScriptVotesAsync(contest);
        await ScanAsync(contest);
        var second = await App.JoinedAsync(contest.Slug, "organizer");
        var proposal = (await Answer.Of((await App.OrganizerAsync()).PostAsJsonAsync(
            $"/api/organizer/contests/{contest.Slug}/review", new { filter = new { state = "held" }, action = "restore", reason = "A class that voted together." }))).Is(HttpStatusCode.Created);
        (await Answer.Of(second.Http.PostAsync($"/api/organizer/contests/{contest.Slug}/review/{proposal["id"].GetInt64()}/approval", null))).Is(HttpStatusCode.OK);
        var size = (await contest.CheckLedgerAsync()).LogSize;

        var again = (await ScanAsync(contest)).Is(HttpStatusCode.OK);

        Assert.Equal(size, (await contest.CheckLedgerAsync()).LogSize);
        await Assert.AllAsync(scripted, async ballot => Assert.Equal("valid", await StateOfAsync(contest, ballot)));
        Assert.Equal(again.Json.GetArrayLength(), (await ScanAsync(contest)).Json.GetArrayLength());
    }

    [SkippableFact]
    public async Task An_auditor_runs_the_rules_again_over_the_rows_and_finds_the_same()
    {
        var contest = await App.OpenContestAsync();
        await PeopleVoteAsync(contest);
        await ScriptVotesAsync(contest);
        var kept = (await ScanAsync(contest)).Json.EnumerateArray()
            .Select(finding => (finding.GetProperty("rule").GetString(), finding.GetProperty("reason").GetString(), finding.GetProperty("ballots").GetInt32()));
        var auditor = await App.JoinedAsync(contest.Slug, "auditor");

        var csv = (await Answer.Of(auditor.Http.GetAsync($"/api/organizer/contests/{contest.Slug}/review/rows.csv"))).Is(HttpStatusCode.OK).Text;

        var rows = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => Row(line.Split(','))).ToList();
        Assert.Equal(
            kept.Order(), SignalRules.Scan(rows).Select(finding => ((string?)finding.Rule, (string?)finding.Reason, finding.Ballots.Count)).Order());
        Assert.DoesNotContain("203.0.113", csv, StringComparison.Ordinal);
        Assert.All(rows, row => Assert.NotEqual(0UL, row.Network));
    }

    /// <summary>Known phones on networks of their own, at uneven times, for several entries.</summary>
    private async Task<List<string>> PeopleVoteAsync(ContestUnderTest contest)
    {
        var voters = Enumerable.Range(0, 30).Select(i => contest.NewVoter($"198.51.{i}.{7 * i + 1}")).ToList();
        foreach (var voter in voters)
        {
            await voter.StandingAsync();
            App.Clock.Advance(TimeSpan.FromSeconds(11));
        }

        var ballots = new List<string>();
        foreach (var (voter, i) in voters.Select((voter, i) => (voter, i)))
        {
            App.Clock.Advance(TimeSpan.FromSeconds(20 + i * 37 % 180));
            ballots.Add((await voter.CastAsync(1 + i % 9, 1 + (i + 3) % 9)).Is(HttpStatusCode.Created)["ballotId"].GetString()!);
        }

        return ballots;
    }

    /// <summary>New devices on one network, two seconds apart, all for entry 10.</summary>
    private async Task<List<string>> ScriptVotesAsync(ContestUnderTest contest)
    {
        var ballots = new List<string>();
        for (var i = 0; i < 120; i++)
        {
            App.Clock.Advance(TimeSpan.FromSeconds(2));
            ballots.Add((await contest.NewVoter($"203.0.113.{i % 4 + 1}").CastAsync(10)).Is(HttpStatusCode.Created)["ballotId"].GetString()!);
        }

        return ballots;
    }

    private async Task<Answer> ScanAsync(ContestUnderTest contest) =>
        await Answer.Of((await App.OrganizerAsync()).PostAsync($"/api/organizer/contests/{contest.Slug}/review/scan", null));

    private static async Task<string?> StateOfAsync(ContestUnderTest contest, string ballot) =>
        (await contest.GetAsync($"/api/contests/{contest.Slug}/ballots/{ballot}"))["state"].GetString();

    private static SignalBallot Row(string[] cells) => new(
        long.Parse(cells[0], CultureInfo.InvariantCulture), long.Parse(cells[1], CultureInfo.InvariantCulture), cells[2], UInt128.Parse(cells[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        [.. cells[4].Split(' ').Select(int.Parse)], Tag(cells[5]), Tag(cells[6]), Tag(cells[7]), long.Parse(cells[8], CultureInfo.InvariantCulture));

    private static ulong Tag(string hex) => ulong.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

public sealed class EmbeddedSignalScanTests(VotingApp app) : SignalScanContract(app), IClassFixture<VotingApp>;

public sealed class ServerSignalScanTests(ServerApp app) : SignalScanContract(app), IClassFixture<ServerApp>;
