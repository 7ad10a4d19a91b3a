using System.Collections;

namespace Voting.Server.Pages;

/// <summary>A text field with one record a line, parts separated by <c>|</c> (or its full-width form); blank lines do not count.</summary>
public sealed class FormLines : IEnumerable<FormLines.Line>
{
    private readonly List<Line> _lines;

    private FormLines(List<Line> lines) => _lines = lines;

    public static FormLines Of(string text) => new(
    [
        .. text.Split('\n')
            .Select((line, i) => new Line(i + 1, line.Split('|', '｜').Select(part => part.Trim()).ToArray()))
            .Where(line => line.Count > 1 || line[0].Length > 0),
    ]);

    /// <summary>Where a record stands in the field, from 1.</summary>
    public int RowOf(int index) => _lines[index].Row;

    public IEnumerator<Line> GetEnumerator() => _lines.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public sealed class Line(int row, string[] parts)
    {
        public int Row => row;

        public int Count => parts.Length;

        /// <summary>A part; empty when the line has fewer.</summary>
        public string this[int part] => part < parts.Length ? parts[part] : "";
    }
}
