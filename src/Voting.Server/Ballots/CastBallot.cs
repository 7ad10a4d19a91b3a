using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Ballots;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Telemetry;

namespace Voting.Server.Ballots;

/// <summary>The whole act of casting one ballot, top to bottom.</summary>
public sealed class CastBallot(
    ContestDirectory contests, ContestKeys keys, IBallotBox box, LedgerWriter writer, LedgerStore ledger,
    VotingMetrics metrics)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    /// <param name="choices">Entry numbers as the voter sent them.</param>
    /// <param name="idempotencyKey">Well-formed; see <see cref="IdempotencyKey"/>.</param>
    public async Task<CastOutcome> ExecuteAsync(
        string slug, IReadOnlyList<int> choices, string idempotencyKey, VoterIdentity voter, AddressPrefix address)
    {
        var outcome = await CastAsync(slug, choices, idempotencyKey, voter, address);
        metrics.BallotEnded(outcome is CastOutcome.Refused refused ? refused.Reason.Code() : "recorded");
        return outcome;
    }

    private async Task<CastOutcome> CastAsync(
        string slug, IReadOnlyList<int> choices, string idempotencyKey, VoterIdentity voter, AddressPrefix address)
    {
        // 1. The contest, and whether it has ever been open.
        if (contests.Find(slug) is not { } contest)
            return Refused(CastRefusal.ContestNotFound);
        if (contest.Phase < ContestPhase.Voting)
            return Refused(CastRefusal.VotingNotOpen);

        // 2. The rules: is this a ballot of this contest?
        if (BallotRules.Check(choices, contest.Rules.Ballot, number => contest.FindOnShow(number) is not null) is { } wrong)
            return Refused(wrong);

        // 3. The box: repeat? open? quota? already voted? address window? From here on the ballot is admitted or not.
        var pseudonym = keys.Voter(slug, voter.Channel, voter.Subject);
        var keyHash = SHA256.HashData(Encoding.ASCII.GetBytes(idempotencyKey))[..8];
        int[] entries = [.. choices.Order()];
        var admission = await box.AdmitAsync(new CastRequest(contest, pseudonym, keyHash, voter.Channel, entries, address));

        // 4. The ledger: only what it has committed is recorded and answered.
        return admission switch
        {
            Admission.Admitted(var intent) => Outcome(await WaitAsync(writer.RecordAsync(intent)), entries),
            Admission.Repeat(null) => Outcome(await ledger.FindAsync(contest.Id, pseudonym, keyHash), entries),
            Admission.Repeat(var inFlight) => Outcome(await WaitAsync(inFlight.Recorded), entries),
            // A box forgets old periods; the ledger does not. The first answer stands whatever was voted, or closed, since.
            Admission.Refused { Reason: CastRefusal.VotingClosed or CastRefusal.QuotaExhausted or CastRefusal.AlreadyVoted } late =>
                await ledger.FindAsync(contest.Id, pseudonym, keyHash) is { } before ? Outcome(before, entries) : Refused(late),
            Admission.Refused refused => Refused(refused),
            _ => throw new InvalidOperationException($"Unknown admission {admission}."),
        };
    }

    /// <summary>Whoever waits too long is told "busy"; the ballot goes its way, and the same key will find it.</summary>
    private static async Task<RecordedBallot?> WaitAsync(Task<RecordedBallot?> recorded)
    {
        try
        {
            return await recorded.WaitAsync(LongestWait);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Nothing known is "busy". A ballot of other entries, found under the same key, is not the one that was sent.</summary>
    private static CastOutcome Outcome(RecordedBallot? ballot, int[] entries) =>
        ballot is null ? Refused(CastRefusal.Busy)
        : ballot.Entries.AsSpan().SequenceEqual(entries) ? new CastOutcome.Recorded(ballot)
        : Refused(CastRefusal.IdempotencyMismatch);

    private static CastOutcome.Refused Refused(Admission.Refused refused) =>
        new(refused.Reason, refused.ResetsAt, refused.RetryAfter);

    private static CastOutcome.Refused Refused(CastRefusal reason) => new(reason);
}
