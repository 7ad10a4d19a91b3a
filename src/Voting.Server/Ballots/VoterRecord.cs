using Voting.Server.Ledger;

namespace Voting.Server.Ballots;

/// <summary>What the embedded box remembers of one voter: the ballots of this and the previous period, and the keys of older ones.</summary>
internal sealed class VoterRecord
{
    private readonly List<Cast> _casts = new(1);
    private List<ulong>? _olderKeys;

    /// <param name="Key">The key hash as a number.</param>
    /// <param name="InFlight">The intent while it is not recorded.</param>
    internal sealed record Cast(ulong Key, int Period, int[] Entries, BallotIntent? InFlight);

    public Cast? Find(ulong key) => _casts.Find(cast => cast.Key == key);

    /// <summary>Whether a ballot of an older period has this key; what was on it, the ledger knows.</summary>
    public bool IsOlder(ulong key) => _olderKeys?.Contains(key) == true;

    /// <summary>Entries voted for in a period, one item a vote.</summary>
    public List<int> Given(int period) => [.. _casts.Where(cast => cast.Period == period).SelectMany(cast => cast.Entries)];

    public void Add(Cast cast)
    {
        _casts.RemoveAll(old =>
        {
            var isOlder = old.InFlight is null && old.Period < cast.Period - 1;
            if (isOlder)
                (_olderKeys ??= []).Add(old.Key);
            return isOlder;
        });
        _casts.Add(cast);
    }

    public void Settle(ulong key)
    {
        var index = _casts.FindIndex(cast => cast.Key == key);
        if (index >= 0)
            _casts[index] = _casts[index] with { InFlight = null };
    }

    public void TakeBack(ulong key) => _casts.RemoveAll(cast => cast.Key == key);
}
