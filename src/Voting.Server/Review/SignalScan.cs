using System.Buffers.Binary;
using Microsoft.Extensions.Options;
using Voting.Rules.Contests;
using Voting.Rules.Signals;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Storage;

namespace Voting.Server.Review;

/// <summary>
/// Lets the signal rules look at the ballots of running contests now and then, keeps what they find for the organizers, and holds
/// the ballots of the findings that say so. Nothing is voided by a rule. It also finishes approved reviews that a server died over.
/// </summary>
public sealed class SignalScan(
    BallotRowStore rows, LedgerStore ledger, ReviewActStore acts, ProposalStore proposals, ReviewBallots review, ActOnBallots act,
    ContestDirectory contests, ContestKeys keys, SignedHeads heads, LedgerWriter writer, IOptions<ReviewOptions> options, TimeProvider clock,
    ILogger<SignalScan> log) : BackgroundService
{
    /// <summary>Under whose pseudonym the rules hold ballots.</summary>
    public const string Role = "signals";
    private const int RestsPerLook = 20;

    private readonly Dictionary<long, (long Size, DateTimeOffset RestsUntil)> _looked = [];

    /// <summary>Looks now, whatever was looked at before.</summary>
    /// <returns>What the rules find in the ballots of the ledger.</returns>
    public async Task<IReadOnlyList<SignalFinding>> ScanAsync(Contest contest)
    {
        var findings = SignalRules.Scan(await ReadAsync(contest));
        if (findings.Count == 0)
            return findings;
        await writer.ActAsync(async transaction =>
        {
            await FindingStore.KeepAsync(
                transaction.Connection, transaction.Transaction, contest.Id, findings, clock.GetUtcNow().ToUnixTimeMilliseconds());
            return true;
        });

        // What a person has restored is not held again: only ballots that no act has touched.
        var touched = await acts.ReadLastKindsAsync(contest.Id);
        foreach (var byRule in findings.Where(finding => finding.Severity == SignalSeverity.Hold).GroupBy(finding => finding.Rule))
        {
            long[] ballots = [.. byRule.SelectMany(finding => finding.Ballots).Where(ballot => !touched.ContainsKey(ballot)).Distinct().Order()];
            if (ballots.Length > 0)
                await act.ExecuteAsync(contest, ReviewAct.Hold, byRule.Key, ReasonOf(byRule.First()), [keys.Actor(contest.Slug, Role, Role)], ballots);
        }

        return findings;
    }

    /// <summary>Every ballot as the rules see it, in log order.</summary>
    public async Task<IReadOnlyList<SignalBallot>> ReadAsync(Contest contest)
    {
        var ballots = new List<SignalBallot>();
        await foreach (var row in rows.ReadAsync(contest.Id))
            ballots.Add(new SignalBallot(
                row.Index, row.AcceptedAt, row.Channel, BinaryPrimitives.ReadUInt128BigEndian(row.Voter), row.Entries,
                row.Trace.Address, row.Trace.Network, row.Trace.Device, row.Trace.KnownSince));
        return ballots;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = options.Value.ScanInterval;
        using var timer = new PeriodicTimer(interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var (slug, id) in await proposals.ReadApprovedAsync())
                    await review.CarryOutAsync(slug, id);
                foreach (var contest in contests.All.Where(ActOnBallots.IsOpen))
                    await LookAsync(contest, interval);
            }
            catch (Exception e) when (Outage.Is(e) || e is LogRefusedException or LedgerFailedException)
            {
                log.LogDebug(e, "The signal rules look again later: the ledger is away");
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "The signal rules could not look at the ballots");
            }
        }
    }

    /// <summary>A look that takes long is followed by a long rest.</summary>
    private async Task LookAsync(Contest contest, TimeSpan interval)
    {
        var size = (await ledger.ReadHeadAsync(contest.Id)).Size;
        var now = clock.GetUtcNow();
        if (heads.Refused.ContainsKey(contest.Id) || (_looked.TryGetValue(contest.Id, out var last) && (size == last.Size || now < last.RestsUntil)))
            return;
        var isMine = await writer.ActAsync(transaction => FindingStore.TryTakeTurnAsync(
            transaction.Connection, transaction.Transaction, contest.Id, size, now.ToUnixTimeMilliseconds(), (now - interval / 2).ToUnixTimeMilliseconds()));
        if (!isMine)
            return;
        var began = clock.GetTimestamp();
        await ScanAsync(contest);
        _looked[contest.Id] = (size, clock.GetUtcNow() + clock.GetElapsedTime(began) * RestsPerLook);
    }

    /// <summary>For everybody to read; what exactly was found is for the organizers.</summary>
    private static string ReasonOf(SignalFinding finding) => $"{finding.Rule} v{finding.Version}";
}

/// <summary>Section <c>Review</c>.</summary>
public sealed class ReviewOptions
{
    /// <summary>How often the signal rules look whether there are new ballots.</summary>
    public TimeSpan ScanInterval { get; set; } = TimeSpan.FromSeconds(30);

    public bool IsValid() => ScanInterval > TimeSpan.Zero && ScanInterval <= TimeSpan.FromDays(1);
}
