using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Voting.Verify.Recount;

/// <summary>
/// The members of one canonical leaf, each read once and in its one form. What is missing, of another form, or left over at the
/// <see cref="End"/> is <c>leaf-malformed</c>. One object serves all leaves, one after another.
/// </summary>
public sealed class LeafFields
{
    private const int MostMembers = 16;

    private readonly (int Key, int KeyLength, int Value, int ValueLength, JsonTokenType Type)[] _members = new (int, int, int, int, JsonTokenType)[MostMembers];
    private byte[] _leaf = [];
    private long _index;
    private int _count;
    private int _read;

    /// <param name="leaf">Canonical JSON: other bytes may throw whatever a JSON reader throws.</param>
    public void Set(long index, byte[] leaf)
    {
        (_index, _leaf, _count, _read) = (index, leaf, 0, 0);
        var reader = new Utf8JsonReader(leaf);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_count == MostMembers)
                throw Malformed("it has too many members");
            var (key, keyLength) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            reader.Read();
            var (value, type) = ((int)reader.TokenStartIndex, reader.TokenType);
            reader.Skip();
            _members[_count++] = (key, keyLength, value, (int)reader.BytesConsumed - value, type);
        }
    }

    public string Text(ReadOnlySpan<byte> key) => Encoding.ASCII.GetString(TextBytes(key));

    /// <returns>Lowercase hex digits, as many bytes as said.</returns>
    public string Hex(ReadOnlySpan<byte> key, int bytes)
    {
        Span<byte> ignored = stackalloc byte[bytes];
        Hex(key, ignored);
        return Convert.ToHexStringLower(ignored);
    }

    public void Hex(ReadOnlySpan<byte> key, Span<byte> bytes)
    {
        var digits = TextBytes(key);
        if (digits.Length != 2 * bytes.Length)
            throw Malformed($"{Name(key)} has not {2 * bytes.Length} hex digits");
        for (var i = 0; i < bytes.Length; i++)
        {
            var (high, low) = (Digit(digits[2 * i]), Digit(digits[2 * i + 1]));
            if (high < 0 || low < 0)
                throw Malformed($"{Name(key)} is not lowercase hex");
            bytes[i] = (byte)(high << 4 | low);
        }
    }

    public long Number(ReadOnlySpan<byte> key)
    {
        var value = Take(key, JsonTokenType.Number);
        return Utf8Parser.TryParse(value, out long number, out _) ? number : throw Malformed($"{Name(key)} is no number");
    }

    /// <summary>A number from 1.</summary>
    public int EntryNumber(ReadOnlySpan<byte> key) =>
        Number(key) is >= 1 and <= int.MaxValue and var number ? (int)number : throw Malformed($"{Name(key)} is no entry number");

    public long[] Numbers(ReadOnlySpan<byte> key)
    {
        var rest = Take(key, JsonTokenType.StartArray)[1..];
        var numbers = new List<long>();
        while (rest is not [(byte)']'])
        {
            if (!Utf8Parser.TryParse(rest, out long number, out var length) || rest[length] is not ((byte)',' or (byte)']'))
                throw Malformed($"{Name(key)} is no list of numbers");
            numbers.Add(number);
            rest = rest[length] == ',' ? rest[(length + 1)..] : rest[length..];
        }

        return [.. numbers];
    }

    /// <summary>A list of strings.</summary>
    public string[] Texts(ReadOnlySpan<byte> key)
    {
        using var list = JsonDocument.Parse(Take(key, JsonTokenType.StartArray).ToArray());
        return list.RootElement.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. list.RootElement.EnumerateArray().Select(item => item.GetString()!)]
            : throw Malformed($"{Name(key)} is no list of texts");
    }

    public bool Has(ReadOnlySpan<byte> key) => Find(key) >= 0;

    /// <summary>Everything was read: a leaf has no members whose meaning nobody knows.</summary>
    public void End()
    {
        if (_read != _count)
            throw Malformed("it has members that do not belong to its type");
    }

    public RefusedException Malformed(string what) => new("leaf-malformed", $"leaf {_index}: {what}");

    private ReadOnlySpan<byte> TextBytes(ReadOnlySpan<byte> key) => Take(key, JsonTokenType.String)[1..^1];

    private ReadOnlySpan<byte> Take(ReadOnlySpan<byte> key, JsonTokenType type)
    {
        var at = Find(key);
        if (at < 0)
            throw Malformed($"{Name(key)} is missing");
        if (_members[at].Type != type)
            throw Malformed($"{Name(key)} is of another form");
        _read++;
        return _leaf.AsSpan(_members[at].Value, _members[at].ValueLength);
    }

    private int Find(ReadOnlySpan<byte> key)
    {
        for (var i = 0; i < _count; i++)
            if (_leaf.AsSpan(_members[i].Key, _members[i].KeyLength).SequenceEqual(key))
                return i;
        return -1;
    }

    private static int Digit(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        _ => -1,
    };

    private static string Name(ReadOnlySpan<byte> key) => Encoding.ASCII.GetString(key);
}
