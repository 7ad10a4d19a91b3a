using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Voting.Server.Demo;

/// <summary>Chance that falls the same way at every first start: numbers from the hash of what they are for.</summary>
public static class DemoChance
{
    /// <returns>0 to <paramref name="below"/> - 1, evenly.</returns>
    public static int Pick(int below, string purpose, int a, int b = 0) => (int)(Bits(purpose, a, b) % (ulong)below);

    public static ulong Bits(string purpose, int a, int b = 0) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}/{a}/{b}")));
}
