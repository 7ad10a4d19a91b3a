using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Voting.Rules.Contests;
using Voting.Server.Ballots;
using Voting.Server.Contests;

namespace Voting.Server.Voters;

/// <summary>
/// The ladder of friction. A device that has been here for a while, and whoever is known in a stronger channel, meets nothing; a
/// newcomer does when the contest, the address or its network is busy, by growing steps; wrong solutions lead to its top. No
/// number of ballots alone leads further than to a challenge: a campus behind one address is never locked out. Counted by each
/// server for itself, in memory of a fixed size, where chance can only add friction.
/// </summary>
public sealed class Friction(IOptions<ChallengeOptions> options, IOptions<AddressOptions> addresses, TimeProvider clock)
{
    private const char AddressBallots = 'a';
    private const char NetworkBallots = 'n';
    private const char AddressWrongs = 'A';
    private const char DeviceWrongs = 'D';
    private const char AddressWaits = 'w';
    private const char NetworkWaits = 'W';
    private const int MostWaitsOfAddress = 20;
    private const int MostWaitsOfNetwork = 200;
    private const int MostLevelByCount = 3;
    private const int FewWrongs = 3;
    private const int ManyWrongs = 20;
    private const double WrongShare = 0.5;
    private static readonly TimeSpan LoadWindow = TimeSpan.FromSeconds(10);

    private readonly ChallengeOptions _options = options.Value;
    private readonly int _busyAddress = options.Value.BusyAddress(addresses.Value);
    private readonly int _busyNetwork = options.Value.BusyNetwork(addresses.Value);
    private readonly RecentCounts _behaviour = new(options.Value.Window, 1 << 18, clock);
    private readonly RecentCounts _load = new(LoadWindow, 1 << 10, clock);

    public bool IsOff => _options.Mode == ChallengeMode.Off;

    /// <summary>Which step this ballot has to take. It counts for the contest's load, and for its address once it is admitted.</summary>
    public FrictionVerdict Judge(Contest contest, VoterIdentity voter, AddressPrefix address)
    {
        if (IsOff)
            return FrictionVerdict.Nothing;
        var load = _load.Add('c', (ulong)contest.Id) / LoadWindow.TotalSeconds;
        var isKnownAddress = address != default;
        // With this one.
        var ofAddress = isKnownAddress ? _behaviour.Count(AddressBallots, address.Value) + 1 : 0;
        var ofNetwork = isKnownAddress ? _behaviour.Count(NetworkBallots, address.Network.Value) + 1 : 0;

        // Who sends wrong solutions gets to the top, however long known; so do newcomers where a good part of all ballots are such.
        var isWrongdoer = _behaviour.Count(DeviceWrongs, IdOf(voter)) >= FewWrongs;
        if (!isWrongdoer && IsUnremarkable(voter))
            return _options.Mode == ChallengeMode.Always ? new(FrictionStep.Challenge, 1, FrictionReason.EveryBallot) : FrictionVerdict.Nothing;
        if (isWrongdoer || isKnownAddress && IsWrong(address, ofAddress))
            return new(
                HasStronger(contest, voter) ? FrictionStep.StrongerChannel : FrictionStep.Held, Challenges.MostLevel,
                FrictionReason.WrongSolutions);

        var byContest = LevelOf(load, _options.ContestBallotsPerSecond, 2);
        var byNetwork = Math.Max(LevelOf(ofAddress, _busyAddress, 8), LevelOf(ofNetwork, _busyNetwork, 8));
        var least = _options.Mode == ChallengeMode.Always ? 1 : 0;
        var level = Math.Max(least, Math.Max(byContest, byNetwork));
        return level == 0
            ? FrictionVerdict.Nothing
            : new(FrictionStep.Challenge, level,
                byContest >= byNetwork && byContest > 0 ? FrictionReason.BusyContest
                    : byNetwork > 0 ? FrictionReason.BusyNetwork
                    : FrictionReason.EveryBallot);
    }

    /// <summary>A ballot from there was admitted: what was refused for its voter's quota tells nothing about the others there.</summary>
    public void Admitted(AddressPrefix address)
    {
        if (address == default || IsOff)
            return;
        _behaviour.Add(AddressBallots, address.Value);
        _behaviour.Add(NetworkBallots, address.Network.Value);
    }

    /// <summary>A solution came that nobody honest sends.</summary>
    public void Wrong(VoterIdentity voter, AddressPrefix address)
    {
        _behaviour.Add(DeviceWrongs, IdOf(voter));
        if (address != default)
            _behaviour.Add(AddressWrongs, address.Value);
    }

    /// <summary>
    /// Whether a ballot from there may be paid for by waiting instead of work. Waiting costs a machine nothing, so that few can.
    /// </summary>
    public bool MayWait(AddressPrefix address) => address == default
        || (_behaviour.Count(AddressWaits, address.Value) < MostWaitsOfAddress
            && _behaviour.Count(NetworkWaits, address.Network.Value) < MostWaitsOfNetwork);

    /// <summary>A ballot was paid for by waiting.</summary>
    public void Waited(AddressPrefix address)
    {
        _behaviour.Add(AddressWaits, address.Value);
        _behaviour.Add(NetworkWaits, address.Network.Value);
    }

    /// <summary>The channels of the contest in which the voter would be known better than now.</summary>
    public static IReadOnlyList<string> StrongerThan(string channel, IReadOnlyList<string> accepted) =>
        [.. VoterChannels.All.TakeWhile(stronger => stronger != channel).Where(accepted.Contains)];

    private static bool HasStronger(Contest contest, VoterIdentity voter) =>
        voter.Channel == VoterChannels.Device && StrongerThan(voter.Channel, contest.Rules.Channels).Count > 0;

    private bool IsUnremarkable(VoterIdentity voter) =>
        voter.Channel != VoterChannels.Device || clock.GetUtcNow() - voter.KnownSince >= _options.KnownAfter;

    private bool IsWrong(AddressPrefix address, double ballots) =>
        _behaviour.Count(AddressWrongs, address.Value) is >= ManyWrongs and var wrongs && wrongs >= ballots * WrongShare;

    /// <returns>0 below the limit, then 1, and one more whenever the count is another <paramref name="step"/> times as large.</returns>
    private static int LevelOf(double count, double limit, double step) =>
        count < limit ? 0 : Math.Min(MostLevelByCount, 1 + (int)Math.Floor(Math.Log(count / limit, step)));

    private static ulong IdOf(VoterIdentity voter) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(ChallengeScope.SessionOf(voter))));
}
