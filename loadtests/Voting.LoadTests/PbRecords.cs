using System.Text;

namespace Voting.LoadTests;

/// <summary>Something in a .pb file that is not as the format says.</summary>
/// <param name="line">From 1.</param>
public sealed class PbFormatException(int line, string problem) : Exception($"line {line}: {problem}")
{
    public int Line => line;
}

/// <param name="Line">Where it begins, from 1.</param>
public sealed record PbRecord(int Line, IReadOnlyList<string> Fields);

/// <summary>
/// The lowest layer of a .pb file: records of fields separated by <c>;</c>. A field that begins with a quote ends with one,
/// may hold separators and line ends, and writes a quote as two. Blank lines are passed over.
/// </summary>
public static class PbRecords
{
    public static IEnumerable<PbRecord> Read(string text)
    {
        var line = 1;
        var at = text.StartsWith('\uFEFF') ? 1 : 0;
        while (at < text.Length)
        {
            var first = line;
            var fields = ReadRecord(text, ref at, ref line);
            if (fields is not [""])
                yield return new PbRecord(first, fields);
        }
    }

    private static List<string> ReadRecord(string text, ref int at, ref int line)
    {
        var fields = new List<string>();
        while (true)
        {
            fields.Add(at < text.Length && text[at] == '"' ? ReadQuoted(text, ref at, ref line) : ReadPlain(text, ref at));
            if (at < text.Length && text[at] == ';')
            {
                at++;
                continue;
            }
            if (at < text.Length && text[at] == '\r')
                at++;
            if (at < text.Length && text[at] != '\n')
                throw new PbFormatException(line, "something stands between a closing quote and the next ';'");
            at++;
            line++;
            return fields;
        }
    }

    private static string ReadPlain(string text, ref int at)
    {
        var end = text.AsSpan(at).IndexOfAny(';', '\n');
        var next = end < 0 ? text.Length : at + end;
        var field = text[at..next];
        at = next;
        return next == text.Length || text[next] == '\n' ? field.TrimEnd('\r') : field;
    }

    private static string ReadQuoted(string text, ref int at, ref int line)
    {
        var first = line;
        var field = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '\n')
                line++;
            if (text[at] != '"')
            {
                field.Append(text[at]);
                continue;
            }
            at++;
            if (at == text.Length || text[at] != '"')
                return field.ToString();
            field.Append('"');
        }
        throw new PbFormatException(first, "a quote is never closed");
    }
}
