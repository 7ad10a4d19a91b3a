using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Voting.Server.Storage;

namespace Voting.Server.Contests;

/// <summary>
/// Pseudonyms under a contest's own key, 32 random bytes in the key folder. Without the key they can not be linked to a
/// person or across contests; destroying it makes that final.
/// </summary>
public sealed class ContestKeys(KeyFolder folder)
{
    private readonly ConcurrentDictionary<string, byte[]> _keys = new();

    public static string FileName(string slug) => $"contest-{slug}.key";

    /// <summary>The key of a contest that is being created.</summary>
    public byte[] Create(string slug) => _keys.GetOrAdd(slug, name => folder.GetOrCreateSecret(FileName(name)));

    /// <summary>For ever, on every server that shares the folder; harmless where it is destroyed already.</summary>
    public void Destroy(string slug)
    {
        folder.Destroy(FileName(slug));
        Forget(slug);
    }

    /// <summary>What this process still has of a key that was destroyed.</summary>
    public void Forget(string slug)
    {
        if (_keys.TryRemove(slug, out var key))
            CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>16 bytes: HMAC-SHA256(K, "vote/voter/v1" 0x00 channel ":" subject), cut; zeros, nobody's pseudonym, when K is destroyed.</summary>
    public byte[] Voter(string slug, string channel, string subject) => Pseudonym(slug, "vote/voter/v1", $"{channel}:{subject}");

    /// <summary>8 bytes of a pseudonym under a label of its own, as a number; 0 when K is destroyed.</summary>
    public ulong Tag(string slug, string label, string subject) => BinaryPrimitives.ReadUInt64BigEndian(Pseudonym(slug, label, subject));

    /// <summary>32 hex digits that stand for an organizer or an expert in the log.</summary>
    public string Actor(string slug, string role, string name) =>
        Convert.ToHexStringLower(Pseudonym(slug, "vote/actor/v1", $"{role}:{name}"));

    /// <summary>An expert's pseudonym in the log, by the seat: names may be shared.</summary>
    public string Expert(string slug, long expertId) => Actor(slug, "expert", expertId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Commitment to the key, 64 hex digits: SHA-256("key-commit/v1" 0x00 K). It stands in the <c>open</c> leaf.</summary>
    public string Commitment(string slug) =>
        Convert.ToHexStringLower(SHA256.HashData([.. "key-commit/v1\0"u8, .. Find(slug)
            ?? throw new InvalidOperationException($"The key of '{slug}' is gone.")]));

    private byte[] Pseudonym(string slug, string label, string subject) => Find(slug) is { } key
        ? HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{label}\0{subject}"))[..16]
        : new byte[16];

    private byte[]? Find(string slug)
    {
        if (_keys.TryGetValue(slug, out var known))
            return known;
        return folder.Find(FileName(slug)) is { } key ? _keys.GetOrAdd(slug, key) : null;
    }
}
