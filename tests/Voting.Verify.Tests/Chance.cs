using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Voting.Verify.Tests;

/// <summary>The same numbers in every run: a hash counts on.</summary>
public sealed class Chance(string seed)
{
    private readonly byte[] _seed = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(seed));
    private long _drawn;

    /// <returns>0 to below the bound.</returns>
    public int Next(int bound) =>
        (int)(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData([.. _seed, .. BitConverter.GetBytes(_drawn++)])) % (uint)bound);
}
