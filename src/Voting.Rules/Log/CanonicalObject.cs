using System.Globalization;
using System.Text;

namespace Voting.Rules.Log;

/// <summary>
/// Collects the members of one object and writes them as <see cref="CanonicalJson"/>, in any order of adding. What the form
/// cannot hold is the caller's fault and throws <see cref="ArgumentException"/>.
/// </summary>
public sealed class CanonicalObject
{
    private readonly SortedDictionary<string, string> _members = new(StringComparer.Ordinal);

    public CanonicalObject Add(string key, string value) => Put(key, Text(value));

    public CanonicalObject Add(string key, long value) => Put(key, Number(value));

    public CanonicalObject Add(string key, IEnumerable<long> values) => Put(key, Array(values.Select(Number)));

    public CanonicalObject Add(string key, IEnumerable<string> values) => Put(key, Array(values.Select(Text)));

    public CanonicalObject Add(string key, IEnumerable<IEnumerable<long>> rows) =>
        Put(key, Array(rows.Select(row => Array(row.Select(Number)))));

    /// <returns>UTF-8, at most <see cref="CanonicalJson.MaxBytes"/>.</returns>
    public byte[] ToBytes()
    {
        var json = "{" + string.Join(',', _members.Select(member => Text(member.Key) + ":" + member.Value)) + "}";
        return json.Length <= CanonicalJson.MaxBytes
            ? Encoding.ASCII.GetBytes(json)
            : throw new ArgumentException($"{json.Length} bytes exceed {CanonicalJson.MaxBytes}.");
    }

    private CanonicalObject Put(string key, string json)
    {
        _ = Text(key);
        _members.Add(key, json);
        return this;
    }

    private static string Array(IEnumerable<string> items) => "[" + string.Join(',', items) + "]";

    private static string Number(long value) =>
        value is >= -CanonicalJson.MaxInteger and <= CanonicalJson.MaxInteger
            ? value.ToString(CultureInfo.InvariantCulture)
            : throw new ArgumentException($"{value} is beyond 2^53-1.", nameof(value));

    private static string Text(string value) =>
        value.All(CanonicalJson.IsPlain)
            ? "\"" + value + "\""
            : throw new ArgumentException("Only printable ASCII without quote and backslash.", nameof(value));
}
