using System.Security.Cryptography;
using System.Text;

namespace Voting.Verify.Publication;

/// <summary>
/// <c>SHA256SUMS</c>, as sha256sum writes it: 64 lowercase hex digits, two spaces, a name, a line each. It names every other file
/// of a bundle, each once.
/// </summary>
public sealed class SumFile
{
    public const string Name = "SHA256SUMS";

    private const int HexDigits = 64;

    private readonly Dictionary<string, byte[]> _sums = [];

    public SumFile(byte[] content)
    {
        if (!Ascii.IsValid(content) || content is not [.., (byte)'\n'])
            throw Malformed("it is not lines of plain text");
        foreach (var line in Encoding.ASCII.GetString(content)[..^1].Split('\n'))
        {
            if (line.Length < HexDigits + 3 || line[HexDigits..(HexDigits + 2)] != "  " || line[..HexDigits].Any(c => !char.IsAsciiHexDigitLower(c)))
                throw Malformed($"this is no sum and name: {line}");
            if (!_sums.TryAdd(line[(HexDigits + 2)..], Convert.FromHexString(line[..HexDigits])))
                throw Malformed($"it names {line[(HexDigits + 2)..]} twice");
        }
    }

    public IReadOnlyCollection<string> Names => _sums.Keys;

    public bool Has(string name) => _sums.ContainsKey(name);

    public void Check(string name, ReadOnlySpan<byte> content)
    {
        if (!_sums[name].AsSpan().SequenceEqual(SHA256.HashData(content)))
            throw new RefusedException("sum-mismatch", $"{name} is not the file that {Name} names");
    }

    private static RefusedException Malformed(string what) => new("sums-malformed", $"{Name}: {what}");
}
