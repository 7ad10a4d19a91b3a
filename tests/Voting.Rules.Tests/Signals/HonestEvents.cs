namespace Voting.Rules.Tests.Signals;

using static TraceMaker;

/// <summary>What honest crowds do, and what a careless rule would punish.</summary>
internal static class HonestEvents
{
    /// <summary>Thousands of students behind the few addresses of one /24, who like their own entry most.</summary>
    public static void Campus(TraceMaker maker)
    {
        var (chance, site, own) = (maker.Chance, maker.Networks.Site(), maker.Contender());
        var (addresses, loyal, returns) = (chance.Whole(1, 6), chance.Between(0.35, 0.95), chance.Between(0.15, 0.35));
        void Student(long at) => Background.Visit(maker, at, chance.Happens(loyal) ? own : maker.Liked(), onlyThis: chance.Happens(0.5),
            Origin.Event, new Place(site, chance.Whole(1, addresses)), hurry: 0.7, returns);

        for (var people = chance.Whole(1200, 2500); people > 0; people--)
            Student(maker.Awake());
        // An assembly in the great hall, where the president asks them to.
        var assembly = At(chance.Whole(0, maker.Days - 1), chance.Between(9, 16));
        for (var people = chance.Whole(0, 300); people > 0; people--)
            Student(assembly + (long)(chance.LogNormal(4, 0.8) * Minute));
    }

    /// <summary>A link in a large group, forwarded to others: hundreds of new devices within minutes, for one entry.</summary>
    public static void GroupChat(TraceMaker maker)
    {
        var (chance, entry) = (maker.Chance, maker.Contender());
        var (at, hurry) = (At(chance.Whole(0, maker.Days - 1), chance.Between(7, 23.5)), chance.Between(0.2, 0.6));
        for (var group = chance.Whole(1, 4); group > 0; group--, at += (long)(chance.Exponential(15) * Minute))
            Background.Share(maker, entry, chance.Whole(80, 300), at, minutes: chance.Between(2, 8), Origin.Event, hurry);
    }

    /// <summary>The evening news name an entry: a steep jump that fades within the hour.</summary>
    public static void Television(TraceMaker maker)
    {
        var (chance, entry) = (maker.Chance, maker.Contender());
        var (at, minutes) = (At(chance.Whole(0, maker.Days - 1), chance.Between(18.5, 23)), chance.Between(6, 25));
        for (var people = chance.Whole(500, 1500); people > 0; people--)
        {
            Background.Visit(maker, at + (long)(chance.Exponential(minutes) * Minute), entry, onlyThis: chance.Happens(0.6),
                Origin.Event, home: null, hurry: 0.7, returns: 0.1);
        }
    }

    /// <summary>A teacher shows a code to scan: a class on one wifi votes within three minutes, for the school's entry.</summary>
    public static void Class(TraceMaker maker)
    {
        var (chance, entry, classes) = (maker.Chance, maker.Contender(), maker.Chance.Whole(1, 3));
        for (var room = 0; room < classes; room++)
        {
            var (wifi, at) = (new Place(maker.Networks.Site(), 1), At(chance.Whole(0, maker.Days - 1), chance.Between(8, 17)));
            for (var phones = chance.Whole(45, 70); phones > 0; phones--)
            {
                var (arrived, took) = (chance.LogNormal(50, 0.6), chance.LogNormal(22, 0.7));
                maker.Cast(maker.OnDevice(wifi, at + (long)(arrived * Second)), at + (long)((arrived + took) * Second), Origin.Event, entry);
            }
        }
    }

    /// <summary>A hospital or a mill: the same people in the small hours of every night, on the site's address.</summary>
    public static void NightShift(TraceMaker maker)
    {
        var (chance, site, own) = (maker.Chance, new Place(maker.Networks.Site(), 1), maker.Contender());
        double[] breaks = [chance.Between(0.5, 1.5), chance.Between(2.5, 3.5), chance.Between(4, 5)];
        for (var people = chance.Whole(20, 60); people > 0; people--)
        {
            var (rest, first) = (chance.OneOf(breaks), chance.Whole(0, 1));
            var person = Background.Newcomer(maker, At(first, rest), site, hurry: 1);
            for (var night = first; night < maker.Days; night++)
            {
                if (chance.Happens(0.8))
                    maker.Cast(person, At(night, rest) + (long)(chance.Between(0, 25) * Minute), Origin.Event, Background.Choices(maker, own, chance.Happens(0.7)));
            }
        }
    }
}
