using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Voting.Rules.Ballots;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;

namespace Voting.Server.Ballots;

/// <summary>The ballot box of a single process: in memory, filled from the ledger at start and after every fault.</summary>
public sealed class EmbeddedBallotBox(
    ContestDirectory contests, LedgerStore ledger, IOptions<AddressOptions> addresses, TimeProvider clock)
    : IBallotBox, ILedgerFollower
{
    private readonly ConcurrentDictionary<long, ContestBox> _boxes = new();
    private readonly SemaphoreSlim _filling = new(1, 1);
    private volatile bool _stopped = true;

    public long Generation { get; private set; }

    public bool IsReady => !_stopped;

    public ValueTask<Admission> AdmitAsync(CastRequest request)
    {
        Admission admission =
            _stopped ? new Admission.Refused(CastRefusal.Busy)
            : _boxes.TryGetValue(request.Contest.Id, out var box) ? box.Admit(request, clock.GetUtcNow())
            : new Admission.Refused(CastRefusal.VotingNotOpen);
        return ValueTask.FromResult(admission);
    }

    public ValueTask<VoterStanding> StandingAsync(Contest contest, byte[] voter, string channel)
    {
        var now = clock.GetUtcNow();
        if (_boxes.TryGetValue(contest.Id, out var box))
            return ValueTask.FromResult(box.Standing(voter, channel, now));
        var policy = contest.Rules.BallotOf(channel);
        return ValueTask.FromResult(
            new VoterStanding(policy.VotesPerPeriod, [], VotingPeriod.At(now, policy, contest.Zone).ResetsAt));
    }

    public IReadOnlyList<int> FirstEpochs => [1];

    public ValueTask<Tally> TallyAsync(Contest contest) =>
        ValueTask.FromResult(_boxes.TryGetValue(contest.Id, out var box) ? box.Tally() : Tally.Empty);

    public ValueTask<Tally> ReadTallyAsync(Contest contest) => TallyAsync(contest);

    public ValueTask<IReadOnlyList<int>> PendingAsync(Contest contest) =>
        ValueTask.FromResult(_boxes.TryGetValue(contest.Id, out var box) ? box.Pending() : []);

    public async ValueTask OpenAsync(Contest contest)
    {
        // Not while all are filled again: of two fillings the later one would not know what the earlier one has admitted.
        await _filling.WaitAsync();
        try
        {
            if (!_boxes.ContainsKey(contest.Id))
                _boxes[contest.Id] = await FillAsync(contest);
            _boxes[contest.Id].Open();
        }
        finally
        {
            _filling.Release();
        }
    }

    public Task CloseAsync(Contest contest) =>
        _boxes.TryGetValue(contest.Id, out var box) ? box.CloseAsync() : Task.CompletedTask;

    public ValueTask FollowAsync(LedgerCommit commit)
    {
        if (_boxes.TryGetValue(commit.ContestId, out var box))
            box.Follow(commit);
        return ValueTask.CompletedTask;
    }

    public void Stop()
    {
        _stopped = true;
        foreach (var box in _boxes.Values)
            box.Abandon();
    }

    public async Task RefillAsync()
    {
        await _filling.WaitAsync();
        try
        {
            // First the number: ballots of boxes that were thrown away are refused by the writer from here on.
            Generation++;
            // Nobody can tell whether the act that failed is stored: what the database says now is what stands.
            await contests.LoadAsync();
            foreach (var contest in contests.All.Where(contest => contest.Phase >= ContestPhase.Voting))
                _boxes[contest.Id] = await FillAsync(contest);
            _stopped = false;
        }
        finally
        {
            _filling.Release();
        }
    }

    private async Task<ContestBox> FillAsync(Contest contest)
    {
        var head = await ledger.ReadHeadAsync(contest.Id);
        var box = new ContestBox(contest, addresses.Value, head.Epochs[0], Generation);
        await foreach (var ballot in ledger.ReadAllAsync(contest.Id))
            box.Restore(ballot);
        if (head.State == LogHead.Open)
            box.Open();
        return box;
    }
}
