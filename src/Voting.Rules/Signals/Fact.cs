namespace Voting.Rules.Signals;

/// <summary>Makes facts, with as many decimals as a reader needs.</summary>
internal static class Fact
{
    private const int Decimals = 3;

    public static SignalFact Of(string name, double value) => new(name, Math.Round(value, Decimals));

    public static SignalFact Share(string name, int part, int whole) => Of(name, (double)part / whole);
}
