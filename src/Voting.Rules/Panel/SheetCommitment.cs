using System.Security.Cryptography;
using Voting.Rules.Log;

namespace Voting.Rules.Panel;

/// <summary>What an expert commits to before the marks are in the open: the <c>sheet</c> leaf's <c>h</c>.</summary>
public static class SheetCommitment
{
    /// <summary>Canonical JSON <c>{"c":slug,"m":[[n,mark,…],…],"x":expert}</c>, entries ascending.</summary>
    /// <param name="marks">Entry number → marks in criterion order, in thousandths of a point.</param>
    public static byte[] Canonical(string slug, string expert, IEnumerable<KeyValuePair<int, long[]>> marks) => new CanonicalObject()
        .Add("c", slug)
        .Add("m", marks.OrderBy(entry => entry.Key).Select(entry => entry.Value.Prepend(entry.Key)))
        .Add("x", expert)
        .ToBytes();

    /// <returns>64 hex digits: SHA-256(salt ‖ canonical sheet).</returns>
    public static string Of(byte[] salt, byte[] canonical) => Convert.ToHexStringLower(SHA256.HashData([.. salt, .. canonical]));
}
