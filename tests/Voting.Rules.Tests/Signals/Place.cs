namespace Voting.Rules.Tests.Signals;

/// <summary>Where somebody is on the network.</summary>
internal readonly record struct Place(int Network, int Host)
{
    public ulong NetworkTag => Tag(1, (ulong)Network);

    public ulong AddressTag => Tag(2, ((ulong)Network << 20) | (uint)Host);

    /// <summary>As good as a keyed hash here: different, and never 0.</summary>
    public static ulong Tag(ulong label, ulong value) => new Chance((label << 56) ^ value).Bits() | 1;
}

/// <summary>
/// The networks of a region: carriers put thousands of phones behind some /24s, and a phone has another address at every visit;
/// houses have an address of their own in one of many /24s; offices and schools have one address for all.
/// </summary>
internal sealed class Networks(Chance chance)
{
    private readonly int _carriers = chance.Whole(60, 150);
    private readonly int _streets = chance.Whole(600, 6000);
    private readonly int _offices = chance.Whole(20, 80);
    private int _sites;

    public Place Phone() => new(chance.Whole(1, _carriers), chance.Whole(1, 120));

    public Place House() => new(100_000 + chance.Whole(1, _streets), chance.Whole(1, 250));

    public Place Office() => new(200_000 + chance.Whole(1, _offices), chance.Whole(1, 2));

    /// <summary>A /24 in which nobody else is: a school, a village, a data centre.</summary>
    public int Site() => 300_000 + (++_sites);

    /// <summary>One exit of a trade in addresses, spread over the country; now and then in a street where voters live.</summary>
    public Place Exit() => chance.Happens(0.05) ? House() : new(400_000 + chance.Whole(1, 20_000), chance.Whole(1, 250));
}
