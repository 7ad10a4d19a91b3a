using System.Threading.Channels;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Review;
using Voting.Server.Storage;

namespace Voting.Server.Voters;

/// <summary>
/// The top of the ladder: ballots recorded that came with trouble are held for review, some at a time, so that voters do not wait
/// for it. What this server has not held when it dies stays as it is; the signal rules look at every ballot anyway.
/// </summary>
public sealed class HeldBallots(ActOnBallots act, ContestDirectory contests, ContestKeys keys, TimeProvider clock, ILogger<HeldBallots> log)
    : BackgroundService
{
    /// <summary>As the rule in the leaf, and under whose pseudonym.</summary>
    public const string Rule = "friction";

    /// <summary>For everybody to read.</summary>
    private const string Reason = "投票前的计算多次不正确 / Wrong proofs of work";
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Channel<(string Slug, long Ballot)> _waiting = Channel.CreateBounded<(string, long)>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <param name="ballot">Log index.</param>
    public void Hold(string slug, long ballot) => _waiting.Writer.TryWrite((slug, ballot));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            var some = new HashSet<(string Slug, long Ballot)>();
            while (_waiting.Reader.TryRead(out var one))
                some.Add(one);
            foreach (var ofContest in some.GroupBy(one => one.Slug))
                await HoldAsync(ofContest.Key, [.. ofContest.Select(one => one.Ballot).Order()]);
            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    private async Task HoldAsync(string slug, long[] ballots)
    {
        try
        {
            await act.ExecuteAsync(
                contests.Find(slug)!, ReviewAct.Hold, Rule, Reason, [keys.Actor(slug, Rule, Rule)], ballots);
        }
        catch (Exception e) when (Outage.Is(e) || e is LogRefusedException or LedgerFailedException)
        {
            // Again with the next ones.
            foreach (var ballot in ballots)
                Hold(slug, ballot);
        }
        catch (Exception e)
        {
            log.LogError(e, "{Count} ballots of {Slug} could not be held", ballots.Length, slug);
        }
    }
}
