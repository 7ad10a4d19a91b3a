using Voting.Rules.Ballots;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Ballots;

/// <summary>
/// Admits ballots and counts the recorded ones. Every decision about one ballot is atomic: of any number of simultaneous
/// ballots of a voter, no more than the quota are admitted, and of simultaneous repeats of one key exactly one.
/// </summary>
/// <remarks>
/// Admitted is not recorded. The caller hands the intent to the ledger and answers nobody before the ledger has it. What the
/// box holds can be lost at any time and is then rebuilt from the ledger.
/// </remarks>
public interface IBallotBox
{
    /// <summary>
    /// The checks in their order, all before the first change: repeat? open? quota? already voted? address window? The box's
    /// own clock decides; a repeat is answered also when voting is closed.
    /// </summary>
    ValueTask<Admission> AdmitAsync(CastRequest request);

    /// <summary>What a voter has done and has left in the present period, pending ballots included.</summary>
    /// <param name="channel">How the voter is known now: quotas may differ.</param>
    ValueTask<VoterStanding> StandingAsync(Contest contest, byte[] voter, string channel);

    /// <summary>Counts of recorded ballots only, each once.</summary>
    ValueTask<Tally> TallyAsync(Contest contest);

    /// <summary>The same counts as they stand in the box now, whatever this server remembers of them.</summary>
    /// <exception cref="Storage.StorageAwayException">The box can not be read.</exception>
    ValueTask<Tally> ReadTallyAsync(Contest contest);

    /// <summary>What is admitted and not in the tally yet: the entries of those ballots, one item a vote.</summary>
    ValueTask<IReadOnlyList<int>> PendingAsync(Contest contest);

    /// <summary>The epochs a new contest begins with, one a shard.</summary>
    IReadOnlyList<int> FirstEpochs { get; }

    /// <summary>Lets ballots of this contest in; to be called once its <c>open</c> leaf is committed.</summary>
    ValueTask OpenAsync(Contest contest);

    /// <summary>Shuts the gate and returns when every admitted ballot is recorded or given up.</summary>
    Task CloseAsync(Contest contest);
}

/// <summary>A ballot as it comes to the box; its choices were judged by <see cref="BallotRules"/> before.</summary>
/// <param name="Address">Prefix the sender's address window is kept for; see <see cref="AddressPrefix"/>.</param>
/// <param name="Entries">Ascending, distinct.</param>
public sealed record CastRequest(
    Contest Contest, byte[] Voter, byte[] KeyHash, string Channel, int[] Entries, AddressPrefix Address)
{
    /// <summary>What review can go by; see <see cref="BallotTrace"/>.</summary>
    public byte[] Trace { get; init; } = [];

    /// <summary>
    /// Hands the admitted ballot to the ledger's writer, and waits for nothing. A box that is lost with its process calls it in
    /// the order of its sequence numbers: were a later one recorded alone, the log would show a gap that nothing explains.
    /// </summary>
    public Action<BallotIntent> Record { get; init; } = _ => { };
}

/// <summary>How the box answered.</summary>
public abstract record Admission
{
    /// <summary>Counted against the quota and on its way to the ledger, by <see cref="CastRequest.Record"/>.</summary>
    public sealed record Admitted(BallotIntent Intent) : Admission;

    /// <summary>This voter cast this ballot under this key before.</summary>
    /// <param name="InFlight">
    /// The first one, while it is not recorded yet; null when the ledger has it. Of a ballot from before the previous period
    /// the box may know the key alone: its entries are then compared with the ledger's.
    /// </param>
    public sealed record Repeat(BallotIntent? InFlight) : Admission;

    public sealed record Refused(CastRefusal Reason, DateTimeOffset? ResetsAt = null, TimeSpan? RetryAfter = null) : Admission;
}

/// <param name="VotedEntries">Entries voted for in the present period, ascending, distinct.</param>
public sealed record VoterStanding(int Remaining, IReadOnlyList<int> VotedEntries, DateTimeOffset? ResetsAt);

/// <param name="Epoch">Version numbers of different epochs can not be compared.</param>
/// <param name="Ballots">How many recorded ballots these counts are of.</param>
/// <param name="Votes">By entry number; entries without votes are absent.</param>
public sealed record Tally(int Epoch, long Ballots, IReadOnlyDictionary<int, long> Votes)
{
    public static Tally Empty { get; } = new(1, 0, new Dictionary<int, long>());
}
