using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Voting.Rules.Log;

/// <summary>
/// Collects the members of one object and writes them as <see cref="CanonicalJson"/>, in any order of adding. What the form
/// cannot hold is the caller's fault and throws <see cref="ArgumentException"/>.
/// </summary>
public sealed class CanonicalObject
{
    private const int LongestInteger = 17;

    // Members as they were added, each ending with a comma; they are put into their order at the end.
    private readonly ArrayBufferWriter<byte> _json = new(256);
    private readonly List<Member> _members = [];

    public CanonicalObject Add(string key, string value) => Put(key, value, Write);

    public CanonicalObject Add(string key, long value) => Put(key, value, Write);

    public CanonicalObject Add(string key, IEnumerable<long> values) => Put(key, values, numbers => WriteArray(numbers, Write));

    public CanonicalObject Add(string key, IEnumerable<string> values) => Put(key, values, texts => WriteArray(texts, Write));

    public CanonicalObject Add(string key, IEnumerable<IEnumerable<long>> rows) =>
        Put(key, rows, all => WriteArray(all, row => WriteArray(row, Write)));

    /// <returns>UTF-8, at most <see cref="CanonicalJson.MaxBytes"/>.</returns>
    public byte[] ToBytes()
    {
        if (_members.Count == 0)
            return "{}"u8.ToArray();
        _members.Sort();
        // The braces, and one comma less than members.
        var length = _json.WrittenCount + 1;
        if (length > CanonicalJson.MaxBytes)
            throw new ArgumentException($"{length} bytes exceed {CanonicalJson.MaxBytes}.");
        var json = new byte[length];
        json[0] = (byte)'{';
        var rest = json.AsSpan(1);
        foreach (var member in _members)
        {
            _json.WrittenSpan[member.Bytes].CopyTo(rest);
            rest = rest[(member.Bytes.End.Value - member.Bytes.Start.Value)..];
        }
        json[^1] = (byte)'}';
        return json;
    }

    private CanonicalObject Put<T>(string key, T value, Action<T> write)
    {
        if (_members.Exists(member => member.Key == key))
            throw new ArgumentException($"Member '{key}' is there already.", nameof(key));
        var start = _json.WrittenCount;
        Write(key);
        _json.Write(":"u8);
        write(value);
        _json.Write(","u8);
        _members.Add(new Member(key, start.._json.WrittenCount));
        return this;
    }

    private void WriteArray<T>(IEnumerable<T> items, Action<T> write)
    {
        _json.Write("["u8);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
                _json.Write(","u8);
            write(item);
            isFirst = false;
        }
        _json.Write("]"u8);
    }

    private void Write(long value)
    {
        if (value is < -CanonicalJson.MaxInteger or > CanonicalJson.MaxInteger)
            throw new ArgumentException($"{value} is beyond 2^53-1.", nameof(value));
        Utf8Formatter.TryFormat(value, _json.GetSpan(LongestInteger), out var written);
        _json.Advance(written);
    }

    private void Write(string value)
    {
        foreach (var character in value)
            if (!CanonicalJson.IsPlain(character))
                throw new ArgumentException("Only printable ASCII without quote and backslash.", nameof(value));
        _json.Write("\""u8);
        _json.Advance(Encoding.ASCII.GetBytes(value, _json.GetSpan(value.Length)));
        _json.Write("\""u8);
    }

    private readonly record struct Member(string Key, Range Bytes) : IComparable<Member>
    {
        public int CompareTo(Member other) => string.CompareOrdinal(Key, other.Key);
    }
}
