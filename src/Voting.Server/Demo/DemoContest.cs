using System.Text.Json;
using Microsoft.Extensions.Options;
using Voting.Rules.Contests;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Entries;
using Voting.Server.Ledger;
using Voting.Server.Organizers;
using Voting.Server.Panel;
using Voting.Server.Storage;

namespace Voting.Server.Demo;

/// <summary>
/// A contest to look at: created, filled, opened, judged and voted in through the same acts as any other. Each step is
/// skipped when it is done, so that a start that was cut off is finished by the next.
/// </summary>
public sealed class DemoContest(
    IOptions<DemoOptions> options, IHostEnvironment environment, CreateContest create, ImportEntries import, MovePhase move,
    ContestDirectory contests, ContestKeys keys, PanelStore panel, SubmitSheet submit, LedgerWriter writer,
    CastBallot castBallot, IBallotBox box, Database database, TimeProvider clock) : IHostedService
{
    public const string Slug = "hand-in-hand-2023";
    private const int FirstBallots = 1200;
    private static readonly TimeSpan VotingTime = TimeSpan.FromDays(10);
    private static readonly Actor Actor = new(Sessions.OrganizerRole, "demo");

    public bool IsEnabled => options.Value.Enabled ?? environment.IsDevelopment();

    /// <summary>Whether messages to phones are kept to be looked at where no gateway sends them; never in production.</summary>
    public bool KeepsMessages => IsEnabled && environment.IsDevelopment();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IsEnabled)
            return;
        // Of servers that start together one does it, and the others find it done.
        await using var alone = await database.LockAsync("demo");
        await contests.LoadAsync();
        var script = JsonSerializer.Deserialize<Script>(ReadResource("demo.json"), JsonSerializerOptions.Web)!;
        var contest = contests.Find(Slug) ?? await create.ExecuteAsync(Describe(script), Actor)
            ?? throw new InvalidOperationException("The demo contest could not be created.");
        if (contest.Entries.Count == 0)
            await ImportAsync(contest);
        foreach (var phase in new[] { ContestPhase.Screening, ContestPhase.Exhibiting, ContestPhase.Voting })
            if (contests.Find(Slug)!.Phase < phase)
                await move.ExecuteAsync(Slug, phase, Actor);

        contest = contests.Find(Slug)!;
        if ((await panel.ReadRevealedAsync(contest.Id)).Count == 0)
            await JudgeAsync(contest, script);
        if (contest.Phase == ContestPhase.Voting && (await box.TallyAsync(contest)).Votes.Count == 0)
            await VoteAsync(contest);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private NewContest Describe(Script script)
    {
        var opensAt = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        return new NewContest(
            Slug, script.Title, script.Summary, "Asia/Shanghai", opensAt, opensAt + VotingTime, script.Groups, script.Criteria,
            new ContestRules(
                new BallotPolicy(BallotPolicy.Day, 10, 1, 1, 10),
                KeepsMessages ? [VoterChannels.Device, VoterChannels.Phone, VoterChannels.Code] : [VoterChannels.Device],
                ScorePolicy.Default, PublicityPeriod.None),
            new Visibility(Visibility.Live));
    }

    private async Task ImportAsync(Contest contest)
    {
        var (_, errors) = await import.ExecuteAsync(contest, ReadResource("entries.csv"), dryRun: false);
        if (errors.Count > 0)
            throw new InvalidOperationException($"Demo entries, row {errors[0].Row}: {errors[0].Message}");
    }

    private async Task JudgeAsync(Contest contest, Script script)
    {
        var sheets = new List<(long, ScoreSheet)>();
        for (var i = 0; i < script.Experts.Count; i++)
        {
            var expert = script.Experts[i];
            var id = await writer.ActAsync(async transaction =>
            {
                var (connection, db) = (transaction.Connection, transaction.Transaction);
                return await panel.FindExpertAsync(connection, db, contest.Id, expert.Name)
                    ?? await panel.AddExpertAsync(connection, db, contest.Id, expert.Name, expert.Affiliation);
            });
            var marks = contest.Shortlist.ToDictionary(
                entry => entry.Number,
                entry => contest.Criteria.Select((_, c) => MilliMark(expert, i, entry.Number, c)).ToArray());
            sheets.Add((id, new ScoreSheet(contest.Slug, keys.Expert(contest.Slug, id), marks)));
        }

        await submit.SubmitAllAndRevealAsync(contest, sheets);
    }

    private static long MilliMark(DemoExpert expert, int i, int number, int criterion)
    {
        var quality = 74 + DemoChance.Pick(20, "quality", number);
        var taste = DemoChance.Pick(9, $"taste-{i}", number, criterion) - 4;
        return Math.Clamp(quality + taste + expert.Severity / 2, 40, 100) * 1000L;
    }

    private async Task VoteAsync(Contest contest)
    {
        var numbers = contest.Shortlist.Select(entry => entry.Number).ToList();
        // Later places in this order are drawn less and less often.
        var byPopularity = numbers.OrderBy(number => DemoChance.Bits("popularity", number)).ToList();
        await Task.WhenAll(Enumerable.Range(0, FirstBallots).Select(i => castBallot.ExecuteAsync(
            Slug,
            [.. Enumerable.Range(0, 1 + DemoChance.Pick(7, "size", i)).Select(j => Draw(byPopularity, i, j)).Distinct()],
            $"demo-first-ballot-{i:D6}",
            new VoterIdentity(VoterChannels.Device, $"demo-voter-{i:D6}"),
            new AddressPrefix((ulong)i),
            proof: null)));
    }

    private static int Draw(List<int> byPopularity, int i, int j)
    {
        var first = DemoChance.Pick(byPopularity.Count, "draw-a", i, j);
        var second = DemoChance.Pick(byPopularity.Count, "draw-b", i, j);
        return byPopularity[Math.Min(first, second)];
    }

    private static byte[] ReadResource(string name)
    {
        using var stream = typeof(DemoContest).Assembly.GetManifestResourceStream($"Voting.Server.Demo.{name}")!;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    private sealed record Script(
        string Title, string Summary, IReadOnlyList<Group> Groups, IReadOnlyList<Criterion> Criteria,
        IReadOnlyList<DemoExpert> Experts);

    private sealed record DemoExpert(string Name, string Affiliation, int Severity);
}
