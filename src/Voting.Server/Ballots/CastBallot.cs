using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Ballots;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Storage;
using Voting.Server.Telemetry;
using Voting.Server.Voters;

namespace Voting.Server.Ballots;

/// <summary>The whole act of casting one ballot, top to bottom.</summary>
public sealed class CastBallot(
    ContestDirectory contests, ContestKeys keys, VoterLinks links, IBallotBox box, LedgerWriter writer, LedgerStore ledger,
    SignedHeads heads, FrictionGate gate, HeldBallots held, VotingMetrics metrics)
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <param name="choices">Entry numbers as the voter sent them.</param>
    /// <param name="idempotencyKey">Well-formed; see <see cref="IdempotencyKey"/>.</param>
    /// <param name="proof">What came with the ballot; null where nobody is asked, as for ballots of the program itself.</param>
    public async Task<CastOutcome> ExecuteAsync(
        string slug, IReadOnlyList<int> choices, string idempotencyKey, VoterIdentity voter, AddressPrefix address,
        BallotProof? proof)
    {
        var outcome = await CastAsync(slug, choices, idempotencyKey, voter, address, proof);
        metrics.BallotEnded(outcome is CastOutcome.Refused refused ? refused.Reason.Code() : "recorded");
        return outcome;
    }

    private async Task<CastOutcome> CastAsync(
        string slug, IReadOnlyList<int> choices, string idempotencyKey, VoterIdentity voter, AddressPrefix address,
        BallotProof? proof)
    {
        // 1. The contest, and whether it has ever been open.
        if (contests.Find(slug) is not { } contest)
            return Refused(CastRefusal.ContestNotFound);
        if (contest.Phase < ContestPhase.Voting)
            return Refused(CastRefusal.VotingNotOpen);

        // 2. The rules: is this a ballot of this contest?
        if (BallotRules.Check(choices, contest.Rules.Ballot, number => contest.FindOnShow(number) is not null) is { } wrong)
            return Refused(wrong);
        var isWithdrawn = choices.Any(number => contest.FindOnShow(number) is { Withdrawn: not null });

        // 3. Nobody waits for a ledger that does not take ballots now, or for a log that is not signed any more.
        if (writer.IsStuck || heads.Refused.ContainsKey(contest.Id))
            return Refused(CastRefusal.Busy);

        var keyHash = SHA256.HashData(Encoding.ASCII.GetBytes(idempotencyKey))[..8];
        int[] entries = [.. choices.Order()];
        try
        {
            // One person in two channels is one voter: from here on there is only the pseudonym both have.
            var pseudonym = await links.JoinAsync(contest, voter);
            var request = new CastRequest(contest, pseudonym, keyHash, voter.Channel, entries, address)
            {
                Trace = BallotTrace.Of(keys, slug, address, voter).ToBytes(),
                Record = intent => writer.RecordAsync(intent),
            };

            // An entry that left takes no votes; the first answer to a ballot of before stands.
            if (isWithdrawn)
                return await FindAsync(request) is Recording.Recorded(var first) && first.Entries.AsSpan().SequenceEqual(entries)
                    ? new CastOutcome.Recorded(first)
                    : Refused(CastRefusal.EntryNotFound);

            // 4. Friction: does it have to be paid for with some work? A ballot that stands already is answered all the same.
            var passage = proof is null ? null : await gate.PassAsync(contest, voter, address, idempotencyKey, proof);
            if (passage?.Asked is { } asked)
                return await FindAsync(request) is Recording.Recorded(var first) && first.Entries.AsSpan().SequenceEqual(entries)
                    ? new CastOutcome.Recorded(first)
                    : CastOutcome.Refused.For(asked);

            for (var attempt = 1; ; attempt++)
            {
                // 5. The box: repeat? open? quota? already voted? address window? From here on the ballot is admitted or not.
                var admission = await box.AdmitAsync(request);
                if (admission is Admission.Admitted && attempt == 1)
                    gate.Admitted(address);

                // 6. The ledger: only what it has committed is recorded and answered.
                var recording = admission switch
                {
                    Admission.Admitted(var intent) => await WaitAsync(intent.Ended),
                    Admission.Repeat(null) => await FindAsync(request),
                    Admission.Repeat(var inFlight) => await WaitAsync(inFlight.Ended),
                    Admission.Refused refused => await FindAsync(request, refused),
                    _ => throw new InvalidOperationException($"Unknown admission {admission}."),
                };
                if (recording == Recording.Overtaken && attempt < MostAttempts)
                    continue;
                if (passage is { IsHeld: true } && recording is Recording.Recorded(var suspect))
                    held.Hold(slug, suspect.LogIndex);
                return recording switch
                {
                    Recording.Recorded(var ballot) when ballot.Entries.AsSpan().SequenceEqual(entries) => new CastOutcome.Recorded(ballot),
                    // A ballot of other entries, found under the same key, is not the one that was sent.
                    Recording.Recorded => Refused(CastRefusal.IdempotencyMismatch),
                    _ when admission is Admission.Refused refused => new CastOutcome.Refused(refused.Reason, refused.ResetsAt, refused.RetryAfter),
                    _ when recording == Recording.Closed => Refused(CastRefusal.VotingClosed),
                    _ => Refused(CastRefusal.Busy),
                };
            }
        }
        catch (Exception e) when (Outage.Is(e) || e is LogRefusedException or LedgerFailedException)
        {
            return Refused(CastRefusal.Busy);
        }
    }

    /// <summary>The ballot that the ledger has under this key.</summary>
    private async Task<Recording> FindAsync(CastRequest request) =>
        await ledger.FindAsync(request.Contest.Id, request.Voter, request.KeyHash).WaitAsync(LongestWait) is { } ballot
            ? new Recording.Recorded(ballot)
            : Recording.Unknown;

    /// <summary>A box forgets old periods; the ledger does not. The first answer stands whatever was voted, or closed, since.</summary>
    private async Task<Recording> FindAsync(CastRequest request, Admission.Refused refused) =>
        refused.Reason is CastRefusal.VotingClosed or CastRefusal.QuotaExhausted or CastRefusal.AlreadyVoted
            ? await FindAsync(request)
            : Recording.Unknown;

    /// <summary>Whoever waits too long is told "busy"; the ballot goes its way, and the same key will find it.</summary>
    private static async Task<Recording> WaitAsync(Task<Recording> recording)
    {
        try
        {
            return await recording.WaitAsync(LongestWait);
        }
        catch (TimeoutException)
        {
            return Recording.Unknown;
        }
    }

    private static CastOutcome.Refused Refused(CastRefusal reason) => new(reason);
}
