using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Voting.Server.Entries;

/// <summary>What differs from picture to picture: a run of choices that the entry's number fixes.</summary>
public sealed class PictureChoice(int number)
{
    private readonly byte[] _bytes =
        SHA256.HashData(Encoding.ASCII.GetBytes($"picture/v1/{number.ToString(CultureInfo.InvariantCulture)}"));

    private int _next;

    public double Between(double low, double high) => low + ((high - low) * Next() / 255);

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Next() % choices.Length];

    public bool Happens(double share) => Next() < share * 256;

    private byte Next() => _bytes[_next++ % _bytes.Length];
}
