namespace Voting.Rules.Tests.Signals;

/// <param name="Fill">Puts the attack, or the honest event, upon the honest background.</param>
internal sealed record TraceKind(string Name, bool IsAttack, Action<TraceMaker> Fill);

/// <summary>
/// Twelve attacks and five honest events. Thresholds are chosen while looking at even seeds only. Seeds held out are odd and are run
/// when nothing is to be changed any more; whoever changes a rule after having seen them holds out others (1 to 79 are used up).
/// </summary>
internal static class TraceKinds
{
    private const int FirstHeldOut = 1001;

    public static readonly IReadOnlyList<TraceKind> All =
    [
        new("one address", true, Attacks.SingleAddress),
        new("a rented /24", true, Attacks.NetworkPool),
        new("one vote per address", true, Attacks.AddressPerVote),
        new("fixed interval", true, Attacks.FixedInterval),
        new("jittered interval", true, Attacks.JitteredInterval),
        new("night burst", true, Attacks.NightBurst),
        new("last ten minutes", true, Attacks.LastTenMinutes),
        new("device reuse", true, Attacks.DeviceReuse),
        new("single-candidate cohort", true, Attacks.SingleCandidate),
        new("cookie clearing", true, Attacks.CookieClearing),
        new("emulator farm", true, Attacks.EmulatorFarm),
        new("slow drip", true, Attacks.SlowDrip),
        new("campus", false, HonestEvents.Campus),
        new("group chat", false, HonestEvents.GroupChat),
        new("television", false, HonestEvents.Television),
        new("class vote", false, HonestEvents.Class),
        new("night shift", false, HonestEvents.NightShift),
    ];

    public static IEnumerable<int> Seeds(bool heldOut, int count) => Enumerable.Range(0, count).Select(i => (2 * i) + (heldOut ? FirstHeldOut : 0));

    public static Trace Make(TraceKind kind, int seed)
    {
        var chance = new Chance(Place.Tag(4, (ulong)seed) ^ Place.Tag(5, (ulong)All.Index().First(known => known.Item == kind).Index));
        var maker = new TraceMaker(chance);
        Background.Fill(maker);
        kind.Fill(maker);
        return maker.ToTrace(kind.Name, seed);
    }
}
