using System.Text;
using System.Text.Json;
using Voting.Rules.Log;
using Voting.Signatures;

namespace Voting.Verify;

/// <summary>The verdict on one receipt.</summary>
/// <param name="Report">For people; a failure starts with its one name.</param>
public sealed record ReceiptCheck(bool IsProven, string Report)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions UniqueKeys = new() { AllowDuplicateProperties = false };

    /// <param name="receiptFile">The receipt's text, or the JSON answer of the vote.</param>
    /// <param name="leafFile">The leaf; a line end after it is not part of it. Null takes the answer's own.</param>
    public static ReceiptCheck Run(byte[] receiptFile, byte[]? leafFile, VerifierKey key)
    {
        if (!TryRead(receiptFile, out var receipt, out var answeredLeaf) || TlogProof.TryParse(receipt) is not { } proof)
            return Failed("not-a-receipt", "the file is neither a receipt nor the answer of a vote");
        if ((leafFile is null ? answeredLeaf : WithoutLineEnd(leafFile)) is not { } leaf)
            return Failed("leaf-missing", "the file has no leaf in it: give --leaf");
        if (!CanonicalJson.IsCanonical(leaf))
            return Failed("leaf-not-canonical", "the leaf is not the exact text that a log holds");

        return proof.Verify(leaf, key, Ed25519.Verification) switch
        {
            ProofVerdict.Valid => new ReceiptCheck(true, $"""
                proven
                log    {proof.Checkpoint.Origin}
                index  {proof.Index} of {proof.Checkpoint.Size}
                leaf   {Encoding.UTF8.GetString(leaf)}
                """),
            ProofVerdict.OtherLog => Failed("other-log", $"the receipt is of {proof.Checkpoint.Origin}, the key of {key.Name}"),
            ProofVerdict.KeyNotSupported => Failed("key-not-supported", $"this program does not verify {key.Type}"),
            ProofVerdict.NotSignedByKey => Failed("not-signed-by-key", "the checkpoint has no signature of this key"),
            ProofVerdict.BadSignature => Failed("bad-signature", "the checkpoint is not what the key signed"),
            ProofVerdict.IndexOutsideTree => Failed("index-outside-tree", $"the tree ends before index {proof.Index}"),
            _ => Failed("not-included", "the path does not lead from this leaf to the signed root"),
        };
    }

    private static ReceiptCheck Failed(string reason, string meaning) => new(false, $"{reason}: {meaning}");

    private static bool TryRead(byte[] file, out string receipt, out byte[]? leaf)
    {
        (receipt, leaf) = ("", null);
        try
        {
            if (file.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
            {
                receipt = StrictUtf8.GetString(file);
                return true;
            }
            using var answer = JsonDocument.Parse(file, UniqueKeys);
            if (Text(answer, "receipt") is not { } text)
                return false;
            receipt = text;
            leaf = Text(answer, "leaf") is { } line ? Encoding.UTF8.GetBytes(line) : null;
            return true;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or ArgumentException)
        {
            return false; // not JSON, or not UTF-8
        }
    }

    private static string? Text(JsonDocument answer, string name) =>
        answer.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static byte[] WithoutLineEnd(byte[] file) => file switch
    {
        [.. var line, (byte)'\r', (byte)'\n'] => line,
        [.. var line, (byte)'\n'] => line,
        _ => file,
    };
}
