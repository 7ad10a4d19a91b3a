using System.Globalization;
using Voting.Rules.Log;
using Voting.Signatures;

namespace Voting.Verify.Witness;

/// <param name="Status">HTTP.</param>
/// <param name="Body">A cosignature line, a size, or words.</param>
public sealed record WitnessAnswer(int Status, string Body)
{
    /// <summary>The type of a body that is the size which the witness knows.</summary>
    public const string SizeType = "text/x.tlog.size";

    public string ContentType => Status == 409 ? SizeType : "text/plain; charset=utf-8";
}

/// <summary>
/// The one act of a witness (C2SP tlog-witness, add-checkpoint): it cosigns a log's new head if the log only grew since the last
/// one that it cosigned. One at a time: the last head is read, compared and replaced together.
/// </summary>
/// <param name="logs">Keys of the logs it looks after; several keys of one log are alternatives.</param>
public sealed class AddCheckpoint(WitnessKey key, IReadOnlyList<VerifierKey> logs, SeenHeads seen, TimeProvider clock)
{
    private const int MostHashes = 63;
    private const string OldLine = "old ";

    private readonly Lock _oneAtATime = new();

    /// <param name="body">A line <c>old N</c>, a consistency proof with a hash a line, a blank line, the signed checkpoint.</param>
    public WitnessAnswer Execute(string body)
    {
        // 1. What is asked?
        if (!TryRead(body, out var old, out var proof, out var note) || Checkpoint.TryParse(note!.Text) is not { } head)
            return new(400, "not a line 'old N', a consistency proof, and a signed checkpoint\n");

        // 2. Is it a log it looks after, and did the log say so?
        var keys = logs.Where(log => log.Name == head.Origin).ToList();
        if (keys.Count == 0)
            return new(404, "this witness does not know the log\n");
        if (!keys.Exists(log => log.Verify(note, Ed25519.Verification)))
            return new(403, "the checkpoint is not signed by the log's key\n");
        if (old > head.Size)
            return new(400, "the old size is larger than the checkpoint's\n");

        lock (_oneAtATime)
        {
            // 3. Does it continue what was cosigned last?
            var last = seen.Find(head.Origin);
            if (old != (last?.Size ?? 0))
                return Conflict(last);
            if (last is null || last.Size == 0)
            {
                if (proof.Count > 0)
                    return new(422, "from nothing there is no proof\n");
            }
            else if (head.Size == last.Size && !head.Root.AsSpan().SequenceEqual(last.Root))
            {
                return Conflict(last);
            }
            else if (!MerkleTree.VerifyConsistency(last.Size, head.Size, last.Root, head.Root, proof))
            {
                return new(422, "the checkpoint does not continue the last one\n");
            }

            // 4. Remembered first, told afterwards.
            if (last is null || head.Size > last.Size)
                seen.Keep(head);
        }

        return new(200, key.Cosign(note.Text, clock.GetUtcNow()));
    }

    private static WitnessAnswer Conflict(Checkpoint? last) =>
        new(409, (last?.Size ?? 0).ToString(CultureInfo.InvariantCulture) + "\n");

    private static bool TryRead(string body, out long old, out List<byte[]> proof, out SignedNote? note)
    {
        (old, proof, note) = (0, [], null);
        var blank = body.IndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0 || body[..blank].Split('\n') is not [var first, .. var hashes] || hashes.Length > MostHashes
            || !first.StartsWith(OldLine, StringComparison.Ordinal)
            || !long.TryParse(first[OldLine.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out old)
            || old.ToString(CultureInfo.InvariantCulture) != first[OldLine.Length..])
            return false;
        foreach (var line in hashes)
        {
            var hash = new byte[MerkleTree.HashSize];
            if (!Convert.TryFromBase64String(line, hash, out var length) || Convert.ToBase64String(hash, 0, length) != line
                || length != hash.Length)
                return false;
            proof.Add(hash);
        }

        return (note = SignedNote.TryParse(body[(blank + 2)..])) is not null;
    }
}
