using System.Security.Cryptography;
using Voting.Rules.Log;

namespace Voting.Server.Panel;

/// <summary>One expert's marks: entry number → marks in criterion order, in thousandths of a point.</summary>
public sealed record ScoreSheet(string Slug, string Expert, IReadOnlyDictionary<int, long[]> Marks)
{
    /// <summary>Canonical JSON <c>{"c":slug,"m":[[n,mark,…],…],"x":expert}</c>, entries ascending: what a commitment is about.</summary>
    public byte[] ToCanonical() => new CanonicalObject()
        .Add("c", Slug)
        .Add("m", Marks.OrderBy(entry => entry.Key).Select(entry => entry.Value.Prepend(entry.Key)))
        .Add("x", Expert)
        .ToBytes();

    /// <summary>64 hex digits: SHA-256(salt ‖ canonical sheet), the <c>sheet</c> leaf's <c>h</c>.</summary>
    public string Commit(byte[] salt) => Convert.ToHexStringLower(SHA256.HashData([.. salt, .. ToCanonical()]));
}
