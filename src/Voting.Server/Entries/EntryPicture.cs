using System.Globalization;
using System.Text;

namespace Voting.Server.Entries;

/// <summary>A filled outline. A smooth one runs through the middles of its sides, curving at its points.</summary>
public sealed record Shape(string Color, bool Smooth, params (double X, double Y)[] Points);

/// <summary>
/// The picture of an entry that has none: a calm little scene, one motif a group, drawn from the entry's number and the same
/// whenever it is asked for.
/// </summary>
public sealed record EntryPicture(int Width, int Height, IReadOnlyList<Shape> Shapes)
{
    public const int CardWidth = 400;
    public const int CardHeight = 300;
    public const int ShareWidth = 1200;
    public const int ShareHeight = 630;

    /// <param name="motif">Position of the entry's group; motifs of their own for the first three, seedlings for the others.</param>
    public static EntryPicture Of(int number, int motif, int width, int height)
    {
        var choice = new PictureChoice(number);
        var scene = new PictureScene(width, height, choice);
        return new EntryPicture(width, height, motif switch
        {
            0 => scene.Terraces(),
            1 => scene.Houses(),
            2 => scene.Figure(),
            _ => scene.Seedling(),
        });
    }

    public string ToSvg()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\">");
        foreach (var shape in Shapes)
            svg.Append("<path fill=\"").Append(shape.Color).Append("\" d=\"").Append(PathOf(shape)).Append("\"/>");
        return svg.Append("</svg>").ToString();
    }

    private static string PathOf(Shape shape)
    {
        var points = shape.Points;
        var path = new StringBuilder();
        if (!shape.Smooth)
        {
            for (var i = 0; i < points.Length; i++)
                Append(i == 0 ? 'M' : 'L', points[i]);
            return path.Append('Z').ToString();
        }

        Append('M', Middle(points[^1], points[0]));
        for (var i = 0; i < points.Length; i++)
        {
            Append('Q', points[i]);
            Append(' ', Middle(points[i], points[(i + 1) % points.Length]));
        }

        return path.Append('Z').ToString();

        void Append(char command, (double X, double Y) point) =>
            path.Append(command).Append(CultureInfo.InvariantCulture, $"{Math.Round(point.X)} {Math.Round(point.Y)}");
    }

    public static (double X, double Y) Middle((double X, double Y) a, (double X, double Y) b) => ((a.X + b.X) / 2, (a.Y + b.Y) / 2);
}
