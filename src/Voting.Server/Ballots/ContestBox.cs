using System.Buffers.Binary;
using Voting.Rules.Ballots;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Ballots;

/// <summary>One contest's part of the embedded box. Every method is atomic under one lock; none waits for anything.</summary>
internal sealed class ContestBox(Contest contest, AddressOptions addresses, int epoch, long generation)
{
    /// <summary>What waits for the ledger at most; more than a disk that is not stuck ever leaves waiting.</summary>
    internal const int MostPending = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, VoterRecord> _voters = [];
    private readonly Dictionary<int, long> _votes = [];
    private readonly HashSet<BallotIntent> _inFlight = [];
    private readonly AddressWindows _addresses = new(addresses.HardCap, addresses.MaxWindows);
    private Tally? _tally;
    private bool _open;
    private bool _abandoned;
    private long _seq;
    private long _lastTime;
    private long _ballots;
    private TaskCompletionSource? _drained;

    /// <summary>Counts a ballot that stands in the ledger; the same step as after a live commit.</summary>
    public void Restore(StoredBallot ballot)
    {
        lock (_lock)
        {
            VoterOf(ballot.Voter).Add(new VoterRecord.Cast(KeyOf(ballot.KeyHash), ballot.Period, ballot.Entries, null));
            CountVotes(ballot.Entries);
            _seq = Math.Max(_seq, ballot.Seq);
            _lastTime = Math.Max(_lastTime, ballot.AcceptedAt);
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _open = true;
            // Of a closing that came to nothing.
            _drained = null;
        }
    }

    public Task CloseAsync()
    {
        lock (_lock)
        {
            _open = false;
            if (_inFlight.Count == 0 || _abandoned)
                return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>The box is being thrown away: it admits nothing, and nobody waits for it any more.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _abandoned = true;
            _drained?.TrySetResult();
        }
    }

    public Admission Admit(CastRequest request, DateTimeOffset clock)
    {
        lock (_lock)
        {
            if (_abandoned)
                return new Admission.Refused(CastRefusal.Busy);

            // The clock of a machine may be set back; the times of one log never are.
            var now = Math.Max(clock.ToUnixTimeMilliseconds(), _lastTime);
            var at = DateTimeOffset.FromUnixTimeMilliseconds(now);
            var key = KeyOf(request.KeyHash);
            var voter = _voters.GetValueOrDefault(VoterKey(request.Voter));

            if (voter?.Find(key) is { } before)
                return before.Entries.AsSpan().SequenceEqual(request.Entries)
                    ? new Admission.Repeat(before.InFlight)
                    : new Admission.Refused(CastRefusal.IdempotencyMismatch);
            // Admitted again, it would use up a sequence number that never comes into the log.
            if (voter?.IsOlder(key) == true)
                return new Admission.Repeat(null);

            // The end of voting as it stands: an amendment may have put it off since this box was filled.
            var untimely = BallotRules.CheckTime(at, contest.OpensAt, request.Contest.ClosesAt);
            if (untimely is not null)
                return new Admission.Refused(untimely.Value);
            if (!_open)
                return new Admission.Refused(CastRefusal.VotingClosed);
            if (_inFlight.Count >= MostPending)
                return new Admission.Refused(CastRefusal.Busy);

            var policy = contest.Rules.BallotOf(request.Channel);
            var period = VotingPeriod.At(at, policy, contest.Zone);
            var given = voter?.Given(period.Number) ?? [];
            var refusal = VoterQuota.Check(given, request.Entries, policy, entry => contest.Entries[entry].Group);
            if (refusal is not null)
                return new Admission.Refused(refusal.Value, period.ResetsAt);

            var wait = _addresses.Check(request.Address, now);
            if (wait is not null)
                return new Admission.Refused(CastRefusal.RateLimited, RetryAfter: wait);

            var intent = new BallotIntent
            {
                ContestId = contest.Id,
                Slug = contest.Slug,
                BallotId = Guid.CreateVersion7(at).ToString("N"),
                Voter = request.Voter,
                KeyHash = request.KeyHash,
                Channel = request.Channel,
                Entries = request.Entries,
                Trace = request.Trace,
                Period = period.Number,
                AcceptedAt = now,
                Remaining = VoterQuota.Remaining(given, policy) - request.Entries.Length,
                Shard = 0,
                Epoch = epoch,
                Seq = ++_seq,
                Generation = generation,
            };
            _lastTime = now;
            _addresses.Count(request.Address, now);
            (voter ?? VoterOf(request.Voter)).Add(new VoterRecord.Cast(key, period.Number, request.Entries, intent));
            _inFlight.Add(intent);
            request.Record(intent);
            return new Admission.Admitted(intent);
        }
    }

    public void Follow(LedgerCommit commit)
    {
        lock (_lock)
        {
            foreach (var intent in commit.Recorded)
            {
                VoterOf(intent.Voter).Settle(KeyOf(intent.KeyHash));
                CountVotes(intent.Entries);
                _inFlight.Remove(intent);
            }

            // They stood in the ledger from an earlier period: this admission counts for nothing.
            foreach (var intent in commit.TakenBack)
            {
                VoterOf(intent.Voter).TakeBack(KeyOf(intent.KeyHash));
                _inFlight.Remove(intent);
            }

            _tally = null;
            if (_inFlight.Count == 0)
                _drained?.TrySetResult();
        }
    }

    public VoterStanding Standing(byte[] voter, string channel, DateTimeOffset now)
    {
        var policy = contest.Rules.BallotOf(channel);
        var period = VotingPeriod.At(now, policy, contest.Zone);
        lock (_lock)
        {
            var given = _voters.GetValueOrDefault(VoterKey(voter))?.Given(period.Number) ?? [];
            return new VoterStanding(
                VoterQuota.Remaining(given, policy), [.. given.Distinct().Order()], period.ResetsAt);
        }
    }

    public Tally Tally()
    {
        lock (_lock)
            return _tally ??= new Tally(epoch, _ballots, new Dictionary<int, long>(_votes));
    }

    public IReadOnlyList<int> Pending()
    {
        lock (_lock)
            return [.. _inFlight.SelectMany(intent => intent.Entries)];
    }

    private void CountVotes(int[] entries)
    {
        _ballots++;
        foreach (var entry in entries)
            _votes[entry] = _votes.GetValueOrDefault(entry) + 1;
    }

    private VoterRecord VoterOf(byte[] voter)
    {
        ref var record = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _voters, VoterKey(voter), out _);
        return record ??= new VoterRecord();
    }

    private static UInt128 VoterKey(byte[] voter) => BinaryPrimitives.ReadUInt128BigEndian(voter);

    private static ulong KeyOf(byte[] keyHash) => BinaryPrimitives.ReadUInt64BigEndian(keyHash);
}
