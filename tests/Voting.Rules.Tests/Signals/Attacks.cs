namespace Voting.Rules.Tests.Signals;

using static TraceMaker;

/// <summary>
/// Twelve ways to vote often. Each hides what it can for its price: gaps are random unless the attack is about gaps, waiting
/// times look like people's unless it is about haste, addresses are carriers' own unless it is about addresses.
/// </summary>
internal static class Attacks
{
    /// <summary>A room of phones behind one address, at times an office's with honest voters in it, in sessions over a day or two.</summary>
    public static void SingleAddress(TraceMaker maker)
    {
        var room = maker.Chance.Happens(0.5) ? new Place(maker.Networks.Site(), 1) : maker.Networks.Office();
        Sessions(maker, maker.Chance.Whole(150, 600), maker.Contender(), () => room, () => Human(maker));
    }

    /// <summary>A rented /24: each of its addresses is used by a few identities.</summary>
    public static void NetworkPool(TraceMaker maker)
    {
        var sites = Enumerable.Range(0, maker.Chance.Whole(1, 2)).Select(_ => maker.Networks.Site()).ToArray();
        Sessions(maker, maker.Chance.Whole(300, 800), maker.Contender(),
            () => new Place(maker.Chance.OneOf(sites), maker.Chance.Whole(1, 250)), () => Human(maker));
    }

    /// <summary>Addresses of the whole country, each used once, over many hours of a day; some are phones and houses of the region.</summary>
    public static void AddressPerVote(TraceMaker maker)
    {
        var (chance, entry, local) = (maker.Chance, maker.Contender(), maker.Chance.Between(0, 0.4));
        var (from, hours) = (At(chance.Whole(0, maker.Days - 2), chance.Between(8, 12)), chance.Between(4, 10));
        for (var votes = chance.Whole(300, 700); votes > 0; votes--)
            {
            var exit = !chance.Happens(local) ? maker.Networks.Exit() : chance.Happens(0.5) ? maker.Networks.House() : maker.Networks.Phone();
            Vote(maker, from + (long)(chance.Between(0, hours) * Hour), entry, exit, Human(maker));
        }
    }

    /// <summary>One to three loops with a fixed sleep, on phones that change their carrier's address for every vote.</summary>
    public static void FixedInterval(TraceMaker maker)
    {
        var (seconds, loops, entry) = (maker.Chance.Between(6, 25), maker.Chance.Whole(1, 3), maker.Contender());
        var at = At(maker.Chance.Whole(0, maker.Days - 2), maker.Chance.Between(8, 18));
        for (var loop = loops; loop > 0; loop--, at += (long)(maker.Chance.Between(1, 600) * Second))
            Loop(maker, maker.Chance.Whole(250, 700) / loops, entry, at, () => (loops * seconds) + maker.Chance.Between(0, 0.4));
    }

    /// <summary>The same loop with a sleep that is up to 40 to 60 % shorter or longer.</summary>
    public static void JitteredInterval(TraceMaker maker)
    {
        var (seconds, jitter) = (maker.Chance.Between(6, 25), maker.Chance.Between(0.4, 0.6));
        var at = At(maker.Chance.Whole(0, maker.Days - 2), maker.Chance.Between(8, 18));
        Loop(maker, maker.Chance.Whole(250, 700), maker.Contender(), at, () => seconds * maker.Chance.Between(1 - jitter, 1 + jitter));
    }

    /// <summary>While everybody sleeps, with gaps and waiting times like people's and carriers' addresses.</summary>
    public static void NightBurst(TraceMaker maker)
    {
        var (chance, entry) = (maker.Chance, maker.Contender());
        var (from, hours) = (At(chance.Whole(1, maker.Days - 1), chance.Between(0.8, 2)), chance.Between(1.5, 3));
        for (var votes = chance.Whole(150, 700); votes > 0; votes--)
            Vote(maker, from + (long)(chance.Between(0, hours) * Hour), entry, null, Human(maker));
    }

    /// <summary>In the rush before closing, when nobody has time to look; there is none for waiting either.</summary>
    public static void LastTenMinutes(TraceMaker maker)
    {
        var (chance, entry) = (maker.Chance, maker.Contender());
        var (least, most) = (chance.Between(1.5, 4), chance.Between(5, 12));
        for (var votes = chance.Whole(250, 700); votes > 0; votes--)
            Vote(maker, maker.End - (long)(chance.Between(0, 10) * Minute) - 1, entry, null, chance.Between(least, most), isPure: true);
    }

    /// <summary>Bought phone numbers, some dozens typed into each of a few phones.</summary>
    public static void DeviceReuse(TraceMaker maker)
    {
        var (chance, entry) = (maker.Chance, maker.Contender());
        for (var phones = chance.Whole(15, 35); phones > 0; phones--)
        {
            var (device, at) = (maker.Identity(), maker.Awake());
            for (var numbers = chance.Whole(6, 30); numbers > 0; numbers--, at += (long)(chance.LogNormal(120, 0.8) * Second))
            {
                var known = at - (long)(chance.LogNormal(8, 0.6) * Second);
                maker.Cast(new("phone", new UInt128(0, maker.Identity()), device, null, known), at, Origin.Attack, entry);
            }
        }
    }

    /// <summary>New identities all day long that open the page, wait for a random time such as one to four minutes, and vote for nobody else.</summary>
    public static void SingleCandidate(TraceMaker maker)
    {
        var (least, times) = (maker.Chance.Between(20, 90), maker.Chance.Between(2.5, 4.5));
        Sessions(maker, maker.Chance.Whole(400, 800), maker.Contender(), () => null, () => maker.Chance.Between(least, times * least), isPure: true);
    }

    /// <summary>One script that forgets its cookie after every vote, on a modem that takes a new address now and then.</summary>
    public static void CookieClearing(TraceMaker maker)
    {
        var modem = maker.Networks.Phone();
        Sessions(maker, maker.Chance.Whole(250, 700), maker.Contender(),
            () => maker.Chance.Happens(0.1) ? modem = maker.Networks.Phone() : modem, () => maker.Chance.LogNormal(0.4, 0.6), isPure: true);
    }

    /// <summary>
    /// Emulators set up the day before, behind a few rented networks, that vote every day for some entries of everybody's liking and
    /// always for one.
    /// </summary>
    public static void EmulatorFarm(TraceMaker maker)
    {
        var (chance, entry, haste) = (maker.Chance, maker.Contender(), maker.Chance.Between(0.3, 0.5));
        var sites = Enumerable.Range(0, chance.Whole(3, 8)).Select(_ => maker.Networks.Site()).ToArray();
        var setUp = Start - (long)(chance.Between(2, 20) * Hour);
        var farm = Enumerable.Range(0, chance.Whole(120, 250)).Select(_ => maker.OnDevice(
            new Place(chance.OneOf(sites), chance.Whole(1, 250)), setUp += (long)(chance.LogNormal(25, haste) * Second))).ToList();
        for (var day = 0; day < maker.Days; day++)
        {
            var at = At(day, chance.Between(8, 20));
            foreach (var emulator in farm)
                maker.Cast(emulator, at += (long)(chance.Exponential(25) * Second), Origin.Attack, Background.Choices(maker, entry, onlyThis: false));
        }
    }

    /// <summary>Who has read the rules and has patience: some votes an hour for days, awake and asleep with everybody else, in no hurry.</summary>
    public static void SlowDrip(TraceMaker maker)
    {
        var (chance, entry) = (maker.Chance, maker.Contender());
        for (var votes = chance.Whole(300, 600); votes > 0; votes--)
            Vote(maker, maker.Awake(), entry, null, Human(maker));
    }

    /// <summary>Sessions of half an hour to two hours, within which votes come at random.</summary>
    private static void Sessions(TraceMaker maker, int votes, int entry, Func<Place?> place, Func<double> seconds, bool isPure = false)
    {
        var chance = maker.Chance;
        var at = At(chance.Whole(0, maker.Days - 2), chance.Between(9, 14));
        while (votes > 0)
        {
            var (gap, many) = (chance.Between(8, 40), chance.Whole(60, 200));
            for (; many > 0 && votes > 0; many--, votes--)
                Vote(maker, at += (long)(chance.Exponential(gap) * Second), entry, place(), seconds(), isPure);
            at += (long)(chance.Between(0.5, 3) * Hour);
        }
    }

    private static void Loop(TraceMaker maker, int votes, int entry, long at, Func<double> sleep)
    {
        for (; votes > 0; votes--)
        {
            // Something hangs now and then and has to be started again.
            var pause = maker.Chance.Happens(0.01) ? maker.Chance.Between(5, 40) * Minute : 0;
            Vote(maker, at += (long)((sleep() * Second) + pause), entry, null, Human(maker));
        }
    }

    private static double Human(TraceMaker maker) => maker.Chance.LogNormal(40, 0.9);

    /// <summary>
    /// Camouflage: one ballot in forty names somebody else instead, and two of five name others as well, or one in a hundred where the
    /// attack is about one candidate.
    /// </summary>
    private static void Vote(TraceMaker maker, long at, int entry, Place? place, double seconds, bool isPure = false) => maker.Cast(
        maker.OnDevice(place, at - (long)(seconds * Second)), at, Origin.Attack,
        Background.Choices(maker, maker.Chance.Happens(0.975) ? entry : maker.Liked(), maker.Chance.Happens(isPure ? 0.99 : 0.6)));
}
