namespace Voting.Rules.Tests.Signals;

/// <summary>The same numbers for the same seed on every machine: SplitMix64 (Steele, Lea, Flood 2014), and the distributions of people and scripts.</summary>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    public ulong Bits()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <returns>0 to below 1.</returns>
    public double Unit() => (Bits() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + (Unit() * (high - low));

    /// <returns>From low to high, both possible.</returns>
    public int Whole(int low, int high) => low + (int)(Bits() % (ulong)(high - low + 1));

    public bool Happens(double probability) => Unit() < probability;

    public double Exponential(double mean) => -mean * Math.Log(1 - Unit());

    /// <param name="spread">Standard deviation of the logarithm: about 1 for what people take their time for.</param>
    public double LogNormal(double median, double spread) =>
        median * Math.Exp(spread * Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit()));

    public T OneOf<T>(IReadOnlyList<T> things) => things[Whole(0, things.Count - 1)];

    /// <returns>A position, as often as its weight.</returns>
    /// <param name="running">Running sums of the weights.</param>
    public int Weighted(double[] running)
    {
        var place = Array.BinarySearch(running, Unit() * running[^1]);
        return Math.Min(running.Length - 1, place < 0 ? ~place : place + 1);
    }
}
