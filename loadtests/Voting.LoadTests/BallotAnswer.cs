using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Voting.Rules.Log;

namespace Voting.LoadTests;

/// <summary>The answer to a recorded ballot, with its bytes.</summary>
public sealed record BallotAnswer(
    byte[] Bytes, DateTimeOffset AcceptedAt, IReadOnlyList<int> Entries, long LogIndex, string Leaf, string LeafHash,
    string Receipt)
{
    private sealed record Body(
        DateTimeOffset? AcceptedAt, IReadOnlyList<int>? Entries, long? LogIndex, string? Leaf, string? LeafHash, string? Receipt);

    public static BallotAnswer? TryRead(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<Body>(bytes, JsonSerializerOptions.Web)
                is
                {
                    AcceptedAt: { } at, Entries: { } entries, LogIndex: { } index, Leaf: { } leaf, LeafHash: { } hash,
                    Receipt: { } receipt,
                }
                    ? new BallotAnswer(bytes, at, entries, index, leaf, hash, receipt)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What a repeat has to give again: SHA-256 of the body.</summary>
    public byte[] Hash() => SHA256.HashData(Bytes);

    /// <summary>Whether this is an answer to the ballot that was sent; null, or what is wrong.</summary>
    public string? CheckChoices(IReadOnlyList<int> choices) =>
        Entries.SequenceEqual(choices) ? null : $"the answer has entries {string.Join(',', Entries)}";

    /// <summary>Whether the receipt proves that exactly this ballot is in the log; null, or what is wrong.</summary>
    /// <param name="keys">The log's verifier keys.</param>
    public string? CheckReceipt(string idempotencyKey, IReadOnlyList<int> choices, IReadOnlyList<VerifierKey> keys)
    {
        var leaf = Encoding.UTF8.GetBytes(Leaf);
        if (Convert.ToBase64String(MerkleTree.LeafHash(leaf)) != LeafHash)
            return "leafHash is not the hash of leaf";
        if (!SaysBallot(leaf, idempotencyKey, choices))
            return $"the leaf is not of this ballot: {Leaf}";
        if (TlogProof.TryParse(Receipt) is not { } proof)
            return "the receipt is no tlog-proof";
        if (proof.Index != LogIndex)
            return $"the receipt is of index {proof.Index}, the answer of {LogIndex}";
        var verdicts = keys.Select(key => proof.Verify(leaf, key)).ToList();
        return verdicts.Contains(ProofVerdict.Valid) ? null : $"the receipt proves nothing: {string.Join(", ", verdicts)}";
    }

    private static bool SaysBallot(byte[] leaf, string idempotencyKey, IReadOnlyList<int> choices)
    {
        using var json = JsonDocument.Parse(leaf);
        var keyHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(idempotencyKey)).AsSpan(0, 8));
        return json.RootElement.GetProperty("type").GetString() == "ballot"
            && json.RootElement.GetProperty("k").GetString() == keyHash
            && json.RootElement.GetProperty("w").EnumerateArray().Select(number => number.GetInt32()).SequenceEqual(choices);
    }
}

/// <summary>The stable word of a refusal.</summary>
public static class ProblemCode
{
    public static string In(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("code", out var code) ? code.ToString() : "(no code)";
        }
        catch (JsonException)
        {
            return "(no problem document)";
        }
    }
}
