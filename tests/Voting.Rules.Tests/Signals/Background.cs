namespace Voting.Rules.Tests.Signals;

using static TraceMaker;

/// <summary>
/// The honest part of every trace: people by day and night on phones, at home and at work, who come back or do not; shares in
/// groups, villages that vote for themselves, a stand at a fair, helpers with a list of neighbours, a booth with codes.
/// </summary>
internal static class Background
{
    public static void Fill(TraceMaker maker)
    {
        var chance = maker.Chance;
        var people = chance.Whole(2500, 5000);
        for (var i = 0; i < people; i++)
            Visit(maker, maker.Awake(), maker.Liked(), onlyThis: chance.Happens(0.4), Origin.Background, home: null);
        for (var share = chance.Whole(8, 20); share > 0; share--)
            Share(maker, maker.Liked(), chance.Whole(10, 60), maker.Awake(), minutes: chance.Between(4, 20), Origin.Background, hurry: chance.Between(0.2, 0.6));
        for (var village = chance.Whole(2, 5); village > 0; village--)
            Village(maker);
        for (var helper = chance.Whole(0, 3); helper > 0; helper--)
            Helper(maker);
        if (chance.Happens(0.5))
            Booth(maker);
        if (chance.Happens(0.4))
            Stand(maker);
    }

    /// <summary>Somebody's visits: the first one at a time, and often more on later days.</summary>
    public static void Visit(TraceMaker maker, long at, int favourite, bool onlyThis, Origin origin, Place? home, double hurry = 1, double returns = 0.3)
    {
        var chance = maker.Chance;
        var kind = chance.Unit();
        var place = home ?? (kind < 0.55 ? null : kind < 0.9 ? maker.Networks.House() : maker.Networks.Office());
        var person = Newcomer(maker, at, place, hurry);
        maker.Cast(person, at, origin, Choices(maker, favourite, onlyThis));
        // Lost cookies, private windows: a second identity now and then, a few minutes later.
        if (chance.Happens(0.015))
            maker.Cast(Newcomer(maker, at + (2 * Minute), place, hurry), at + (2 * Minute), origin, Choices(maker, favourite, onlyThis));
        for (at += Day; at < maker.End && chance.Happens(returns); at += Day)
            maker.Cast(person, at + (long)(chance.Between(-2, 2) * Hour), origin, Choices(maker, favourite, onlyThis));
    }

    /// <summary>A link in a group: most look within minutes, some much later, and few vote for anything else.</summary>
    /// <param name="minutes">Half of those who vote have voted by then.</param>
    public static void Share(TraceMaker maker, int entry, int people, long at, double minutes, Origin origin, double hurry)
    {
        for (var i = 0; i < people; i++)
        {
            Visit(maker, at + (long)(maker.Chance.LogNormal(minutes, 1.0) * Minute), entry,
                onlyThis: maker.Chance.Happens(0.85), origin, home: null, hurry, returns: 0.15);
        }
    }

    /// <summary>How long people take depends on the channel: they read first, come through a redirect, or have just typed a code.</summary>
    public static Person Newcomer(TraceMaker maker, long at, Place? home, double hurry)
    {
        var chance = maker.Chance;
        var channel = chance.Unit() is var part && part < 0.7 ? "device" : part < 0.9 ? "wechat" : "phone";
        var seconds = channel switch
        {
            "device" when chance.Happens(0.1) => 0,
            "device" => chance.LogNormal(55 * hurry, hurry < 1 ? 0.75 : 1.0),
            "wechat" => chance.LogNormal(35 * hurry, 0.9),
            _ => chance.LogNormal(8, 0.6),
        };
        // Some looked at the exhibition first and voted another day.
        var earlier = hurry == 1 && chance.Happens(0.2) ? chance.Between(0, 2 * Day) : 0;
        return maker.OnDevice(channel, home, at - (long)((seconds * Second) + earlier));
    }

    public static IEnumerable<int> Choices(TraceMaker maker, int favourite, bool onlyThis) => onlyThis
        ? [favourite]
        : [favourite, .. Enumerable.Range(0, maker.Chance.Whole(1, 7)).Select(_ => maker.Liked())];

    private static void Village(TraceMaker maker)
    {
        var (chance, entry) = (maker.Chance, maker.Liked());
        for (var network = chance.Whole(1, 3); network > 0; network--)
        {
            var (site, loyal) = (maker.Networks.Site(), chance.Between(0.7, 0.97));
            for (var people = chance.Whole(8, 40); people > 0; people--)
            {
                Visit(maker, maker.Awake(), chance.Happens(loyal) ? entry : maker.Liked(), onlyThis: chance.Happens(0.7),
                    Origin.Background, new Place(site, chance.Whole(1, 250)));
            }
        }
    }

    /// <summary>Somebody who votes for neighbours on the own phone, with their codes by SMS and as they say.</summary>
    private static void Helper(TraceMaker maker)
    {
        var (chance, device, at) = (maker.Chance, maker.Identity(), maker.Awake());
        for (var neighbours = chance.Whole(5, 14); neighbours > 0; neighbours--, at += (long)(chance.LogNormal(150, 0.6) * Second))
        {
            maker.Cast(new("phone", new UInt128(0, maker.Identity()), device, null, at - (long)(chance.LogNormal(8, 0.6) * Second)),
                at, Origin.Background, Choices(maker, maker.Liked(), onlyThis: false));
        }
    }

    /// <summary>Some hours at a fair: who passes scans the poster of one entry.</summary>
    private static void Stand(TraceMaker maker)
    {
        var (chance, entry) = (maker.Chance, maker.Liked());
        var (from, hours) = (At(chance.Whole(0, maker.Days - 1), chance.Between(9, 13)), chance.Between(3, 7));
        for (var people = chance.Whole(40, 150); people > 0; people--)
            Visit(maker, from + (long)(chance.Between(0, hours) * Hour), entry, onlyThis: chance.Happens(0.8), Origin.Background, home: null, hurry: 0.5);
    }

    /// <summary>One tablet in a hall and a queue before it: the steadiest honest ballots there are.</summary>
    private static void Booth(TraceMaker maker)
    {
        var chance = maker.Chance;
        var (device, place) = (maker.Identity(), new Place(maker.Networks.Site(), 1));
        var (at, favourite) = (At(chance.Whole(0, maker.Days - 1), chance.Between(9, 15)), maker.Liked());
        for (var people = chance.Whole(40, 120); people > 0; people--, at += (long)(chance.LogNormal(70, 0.35) * Second))
        {
            maker.Cast(new("code", new UInt128(0, maker.Identity()), device, place, at - (long)(chance.LogNormal(30, 0.4) * Second)),
                at, Origin.Background, Choices(maker, chance.Happens(0.5) ? favourite : maker.Liked(), onlyThis: chance.Happens(0.5)));
        }
    }
}
