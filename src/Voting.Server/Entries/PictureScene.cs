namespace Voting.Server.Entries;

/// <summary>The motifs. Lengths are shares of the height, so that cards and share pictures are the same scene.</summary>
public sealed class PictureScene(int width, int height, PictureChoice choice)
{
    private readonly List<Shape> _shapes = [];

    /// <summary>Terraced hills under a sun.</summary>
    public IReadOnlyList<Shape> Terraces()
    {
        Sky(choice.Of("#e9d9b4", "#f0dcc6", "#dce6e4", "#e6e0c8", "#f3e3c3"));
        Disc(choice.Of("#cf4d2d", "#d8683a", "#c9452a", "#e08a3c"), choice.Between(-.34, .34), choice.Between(.2, .34), choice.Between(.08, .12));
        string[] greens = choice.Of<string[]>(
            ["#a9bf97", "#5b8a68", "#3c6e52", "#24503d"],
            ["#bcc58f", "#84995a", "#56793f", "#35562f"],
            ["#b9c4b4", "#6f9480", "#45725f", "#2a5146"],
            ["#d6c07a", "#c39a45", "#6f8447", "#3d5f3c"]);
        var top = choice.Between(.46, .54);
        for (var i = 0; i < greens.Length; i++)
            Ridge(greens[i], top + (i * choice.Between(.12, .15)), .1 - (i * .015));
        return _shapes;
    }

    /// <summary>Two to four houses on a green.</summary>
    public IReadOnlyList<Shape> Houses()
    {
        Sky(choice.Of("#cfdde6", "#dbe4e2", "#e8dfd0", "#d5dcea", "#e9e2d3"));
        if (choice.Happens(.5))
            Disc("#f3ead2", choice.Between(-.4, .4), choice.Between(.16, .26), .07);
        Ridge(choice.Of("#b3c3c4", "#bccab8", "#c3c4d2"), choice.Between(.5, .58), .1);
        var ground = choice.Between(.8, .86);
        var (count, left) = (choice.Of(2, 3, 3, 4), 0.0);
        double[] widths = [choice.Between(.2, .28), choice.Between(.24, .32), choice.Between(.18, .26), choice.Between(.16, .22)];
        left = -widths.Take(count).Sum() / 2;
        for (var i = 0; i < count; i++)
        {
            House(left + (widths[i] / 2), widths[i] * .88, ground, choice.Between(.2, .36), i);
            left += widths[i];
        }

        Ridge(choice.Of("#7f9a6c", "#8ba372", "#6d8f70"), ground, .02);
        return _shapes;
    }

    /// <summary>A person before a wide disc.</summary>
    public IReadOnlyList<Shape> Figure()
    {
        Sky(choice.Of("#e6dfec", "#e3e6ee", "#eee3dc", "#dfe8e4", "#efe6d2"));
        Disc(choice.Of("#f7f2e6", "#f4e7d6", "#edf0ee"), choice.Between(-.06, .06), .5, .4);
        var coat = choice.Of("#37506f", "#8f2415", "#2f5f50", "#6b4a2b", "#4a4a6a", "#a8662f");
        var skin = choice.Of("#c99a6b", "#d9ab80", "#b98659");
        var hair = choice.Of("#2b2624", "#3a302a", "#6b6660");
        var shoulder = choice.Between(.27, .33);
        var longHair = choice.Happens(.45);
        if (longHair)
            Smooth(hair, (-.19, .68), (-.19, .36), (-.14, .2), (.14, .2), (.19, .36), (.19, .68), (.06, .62), (-.06, .62));
        Smooth(coat, (-shoulder - .06, 1.3), (-shoulder - .03, .8), (-.2, .62), (0, .6), (.2, .62), (shoulder + .03, .8), (shoulder + .06, 1.3));
        Smooth(skin, (-.06, .5), (.06, .5), (.085, .7), (0, .76), (-.085, .7));
        if (choice.Happens(.55))
            Sharp("#f4efe4", (-.1, .635), (0, .78), (.1, .635), (.13, .66), (0, .86), (-.13, .66));
        Disc(skin, 0, .4, .145);
        Smooth(hair, (-.165, .42), (-.17, .27), (-.06, .2), (.08, .2), (.17, .28), (.165, .42), (.1, .315), (-.07, .32));
        if (!longHair && choice.Happens(.4))
            Sharp(choice.Of("#b8321f", "#d9a441", "#17694e"), (-.2, .315), (-.13, .24), (.13, .24), (.2, .315));
        return _shapes;
    }

    /// <summary>A seedling before the sun.</summary>
    public IReadOnlyList<Shape> Seedling()
    {
        Sky(choice.Of("#e4ead9", "#efe5d0", "#dde7ea", "#eee0da"));
        Disc(choice.Of("#e4a548", "#d8683a", "#f0c98a"), choice.Between(-.08, .08), .42, choice.Between(.2, .26));
        var (light, dark) = choice.Of(("#6f9f68", "#3f7a56"), ("#8aa651", "#57803c"), ("#5f9c86", "#2f6f60"));
        var top = choice.Between(.3, .4);
        Smooth(dark, (-.02, .95), (-.015, top), (.015, top), (.02, .95));
        Smooth(light, (0, top + .22), (-.1, top + .02), (-.3, top - .06), (-.36, top - .1), (-.3, top + .12), (-.12, top + .24));
        Smooth(dark, (0, top + .12), (.1, top - .1), (.28, top - .17), (.34, top - .2), (.28, top + .02), (.12, top + .14));
        Ridge(choice.Of("#7a5a3c", "#8a6a48", "#6d5a47"), choice.Between(.8, .86), .04);
        return _shapes;
    }

    private void House(double middle, double wide, double ground, double tall, int place)
    {
        var (wall, roof) = choice.Of(("#b8321f", "#6e4632"), ("#f1e8d8", "#7a3324"), ("#d9a86a", "#5a4636"), ("#8f2415", "#4c3a33"), ("#e3d3bb", "#45505f"));
        var (left, right, eaves) = (middle - (wide / 2), middle + (wide / 2), ground - tall);
        Sharp(wall, (left, ground + .06), (left, eaves), (right, eaves), (right, ground + .06));
        Sharp(roof, (left - .03, eaves), (middle, eaves - (wide * choice.Between(.36, .5))), (right + .03, eaves));
        var opening = wall is "#f1e8d8" or "#e3d3bb" or "#d9a86a" ? "#5a4636" : "#f3dfb4";
        var (w, top) = (wide * .13, eaves + (tall * .28));
        if (place % 2 == 0)
            Sharp(opening, (middle - w, ground), (middle - w, top), (middle + w, top), (middle + w, ground));
        else
            foreach (var x in (double[])[middle - (wide * .22), middle + (wide * .22)])
                Sharp(opening, (x - (w * .7), top + .08), (x - (w * .7), top), (x + (w * .7), top), (x + (w * .7), top + .08));
    }

    private void Sky(string color) => _shapes.Add(new(color, false, (0, 0), (width, 0), (width, height), (0, height)));

    /// <summary>Rolling ground from edge to edge; its bottom lies outside of the picture.</summary>
    private void Ridge(string color, double top, double swing)
    {
        var edge = (width / 2.0 / height) + .15;
        var points = new List<(double X, double Y)> { (-edge - .4, 1.6) };
        for (var x = -edge; x <= edge + .01; x += edge / 3)
            points.Add((x, top + choice.Between(-swing, swing)));
        points.Add((edge + .4, 1.6));
        Smooth(color, [.. points]);
    }

    private void Disc(string color, double x, double y, double radius)
    {
        const int corners = 8;
        var reach = radius / Math.Cos(Math.PI / corners);
        Smooth(color, [.. Enumerable.Range(0, corners).Select(i => 2 * Math.PI * i / corners)
            .Select(angle => (x + (reach * Math.Cos(angle)), y + (reach * Math.Sin(angle))))]);
    }

    private void Smooth(string color, params (double X, double Y)[] points) => Add(color, true, points);

    private void Sharp(string color, params (double X, double Y)[] points) => Add(color, false, points);

    /// <summary>From shares of the height, x from the middle, to the picture's own units.</summary>
    private void Add(string color, bool smooth, (double X, double Y)[] points) =>
        _shapes.Add(new(color, smooth, [.. points.Select(point => ((width / 2.0) + (point.X * height), point.Y * height))]));
}
