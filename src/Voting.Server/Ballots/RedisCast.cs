using System.Buffers.Binary;
using System.Globalization;
using Voting.Rules.Ballots;
using Voting.Rules.Contests;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Ballots;

/// <summary>One call of <c>cast_ballot.lua</c>: its keys and arguments, and what its words mean.</summary>
internal sealed class RedisCast(CastRequest request, BoxShard shard, int shards, AddressOptions addresses, int mostPending)
{
    private static readonly TimeSpan RecordsOutliveTheirPeriod = TimeSpan.FromHours(48);

    private readonly byte[] _packed = PackedBallot.Pack(request.Contest, request.Entries);
    private string _ballotId = "";
    private readonly byte[] _address = AddressBytes(request.Address);
    private bool _isNew;

    // With several shards an address' window lies in another slot than the voter: it is taken in a step of its own.
    private int _cap = shards == 1 ? addresses.HardCap : -1;

    /// <summary>Addresses of one network lie together: they may have to share a window.</summary>
    public string AddressKey => $"a:{{{request.Contest.Slug}:a{(request.Address.Wide >> 16) % (ulong)shards}}}";

    public void AddressIsTaken() => _cap = 0;

    /// <summary>The ledger does not have this key.</summary>
    public void KeyIsNew() => _isNew = true;

    public RedisArg[] TakeAddressArgs(string ownTime) => [_address, addresses.HardCap, ownTime, addresses.WindowsOfShard(shards)];

    public string[] Keys(VotingPeriod period) =>
    [
        shard.Meta, shard.Voters(period.Number), shard.Voters(period.ResetsAt is null ? period.Number : period.Number - 1),
        shard.Intents, shard.Addresses, shard.OlderKeys,
    ];

    public RedisArg[] Args(VotingPeriod period, DateTimeOffset now, string ownTime)
    {
        _ballotId = Guid.CreateVersion7(now).ToString("N");
        var policy = request.Contest.Rules.BallotOf(request.Channel);
        return
        [
            request.Voter, request.KeyHash, _ballotId, request.Channel, _packed,
            period.Number, period.StartsAt?.ToUnixTimeMilliseconds() ?? 0, period.ResetsAt?.ToUnixTimeMilliseconds() ?? long.MaxValue,
            policy.VotesPerPeriod, policy.VotesPerEntryPerPeriod, policy.PerGroup ?? 0,
            _address, _cap, mostPending, (long)KeepFor(request.Contest.ClosesAt, period, now).TotalMilliseconds, ownTime,
            shard.OlderKeysBits, _isNew ? "new" : "", request.Contest.ClosesAt.ToUnixTimeMilliseconds(), request.Trace,
            addresses.WindowsOfShard(shards),
        ];
    }

    /// <summary>
    /// How long the voters' records of a period are kept: the next period asks them too, and an only one may be made longer.
    /// </summary>
    public static TimeSpan KeepFor(DateTimeOffset closesAt, VotingPeriod period, DateTimeOffset now) =>
        (period.ResetsAt ?? closesAt + Amendments.LongestExtension) - now + RecordsOutliveTheirPeriod;

    public BallotIntent Intent(VotingPeriod period, int epoch, RedisReply admitted) => new()
    {
        ContestId = request.Contest.Id,
        Slug = request.Contest.Slug,
        BallotId = _ballotId,
        Voter = request.Voter,
        KeyHash = request.KeyHash,
        Channel = request.Channel,
        Entries = request.Entries,
        Trace = request.Trace,
        Period = period.Number,
        AcceptedAt = admitted[2].Number,
        Remaining = (int)admitted[3].Number,
        Shard = shard.Number,
        Epoch = epoch,
        Seq = admitted[1].Number,
    };

    public static Admission.Refused Refusal(string word, VotingPeriod period, RedisReply reply) => word switch
    {
        "mismatch" => new(CastRefusal.IdempotencyMismatch),
        "not-open" => new(CastRefusal.VotingNotOpen),
        "closed" => new(CastRefusal.VotingClosed),
        "busy" => new(CastRefusal.Busy),
        "quota" => new(CastRefusal.QuotaExhausted, period.ResetsAt),
        "voted" => new(CastRefusal.AlreadyVoted, period.ResetsAt),
        "rate" => new(CastRefusal.RateLimited, RetryAfter: TimeSpan.FromMilliseconds(reply[1].Number)),
        _ => throw new InvalidOperationException($"cast_ballot.lua answered '{word}'."),
    };

    private static byte[] AddressBytes(AddressPrefix address)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, address.Value);
        return bytes;
    }
}
