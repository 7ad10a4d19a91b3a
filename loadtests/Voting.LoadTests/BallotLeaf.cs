using System.Text.Json;
using Voting.Rules.Log;

namespace Voting.LoadTests;

/// <summary>What a ballot's leaf says.</summary>
/// <param name="Voter">Pseudonym, 32 hex digits.</param>
/// <param name="KeyHash">16 hex digits.</param>
public sealed record BallotLeaf(
    DateTimeOffset At, string Voter, string KeyHash, BallotSequence Sequence, IReadOnlyList<int> Entries)
{
    public static BallotLeaf Read(byte[] leaf)
    {
        using var json = JsonDocument.Parse(leaf);
        return Read(json.RootElement);
    }

    /// <exception cref="KeyNotFoundException">A field is missing.</exception>
    public static BallotLeaf Read(JsonElement leaf)
    {
        var sequence = leaf.GetProperty("s").EnumerateArray().Select(number => number.GetInt64()).ToList();
        return new BallotLeaf(
            DateTimeOffset.FromUnixTimeMilliseconds(leaf.GetProperty("t").GetInt64()),
            leaf.GetProperty("vt").GetString()!, leaf.GetProperty("k").GetString()!,
            new BallotSequence(sequence[0], sequence[1], sequence[2]),
            [.. leaf.GetProperty("w").EnumerateArray().Select(number => number.GetInt32())]);
    }
}
