using System.Globalization;

namespace Voting.Rules.Log;

/// <summary>
/// A receipt: that a leaf is at an index under a signed checkpoint, C2SP tlog-proof@v1 without the <c>extra</c> line.
/// </summary>
public sealed class TlogProof
{
    private const string FirstLine = "c2sp.org/tlog-proof@v1";
    private const string IndexLine = "index ";
    private const int MaxPath = 63;

    /// <summary>32 bytes in base64.</summary>
    private const int HashLine = 44;

    private TlogProof(long index, IReadOnlyList<byte[]> path, SignedNote note, Checkpoint checkpoint) =>
        (Index, Path, Note, Checkpoint) = (index, path, note, checkpoint);

    /// <summary>From 0.</summary>
    public long Index { get; }

    /// <summary>32 bytes each, leaf to root.</summary>
    public IReadOnlyList<byte[]> Path { get; }

    public SignedNote Note { get; }

    /// <summary>What <see cref="Note"/> claims; true only as far as <see cref="Verify"/> says so.</summary>
    public Checkpoint Checkpoint { get; }

    /// <param name="path">RFC 6962 section 2.1.1, leaf to root.</param>
    /// <param name="checkpointNote">The signed checkpoint, verbatim.</param>
    public static string Format(long index, IReadOnlyList<byte[]> path, string checkpointNote)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{FirstLine}\n{IndexLine}{index}\n");
        var length = head.Length + path.Count * (HashLine + 1) + 1 + checkpointNote.Length;
        return string.Create(length, (head, path, checkpointNote), static (text, parts) =>
        {
            parts.head.CopyTo(text);
            text = text[parts.head.Length..];
            foreach (var hash in parts.path)
            {
                if (!Convert.TryToBase64Chars(hash, text[..HashLine], out var written) || written != HashLine)
                    throw new ArgumentException("A hash has 32 bytes.", nameof(path));
                text[HashLine] = '\n';
                text = text[(HashLine + 1)..];
            }
            text[0] = '\n';
            parts.checkpointNote.CopyTo(text[1..]);
        });
    }

    /// <returns>Null when the string is no proof of a checkpoint; no input throws.</returns>
    public static TlogProof? TryParse(string text)
    {
        var blank = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0
            || text[..blank].Split('\n') is not [FirstLine, var indexLine, .. var pathLines]
            || pathLines.Length > MaxPath
            || !indexLine.StartsWith(IndexLine, StringComparison.Ordinal)
            || !StrictText.TryDecimal(indexLine[IndexLine.Length..], out var index))
            return null;
        var path = new List<byte[]>();
        foreach (var line in pathLines)
        {
            if (StrictText.TryHash(line) is not { } hash)
                return null;
            path.Add(hash);
        }
        return SignedNote.TryParse(text[(blank + 2)..]) is { } note && Checkpoint.TryParse(note.Text) is { } checkpoint
            ? new TlogProof(index, path, note, checkpoint)
            : null;
    }

    /// <param name="leaf">The leaf's bytes, not its hash.</param>
    /// <param name="key">Known from elsewhere than the proof; its name is the log's origin.</param>
    /// <param name="ed25519">As for <see cref="VerifierKey.Check"/>.</param>
    public ProofVerdict Verify(ReadOnlySpan<byte> leaf, VerifierKey key, Ed25519Verification? ed25519 = null)
    {
        if (Checkpoint.Origin != key.Name)
            return ProofVerdict.OtherLog;
        return key.Check(Note, ed25519) switch
        {
            NoteVerdict.KeyNotSupported => ProofVerdict.KeyNotSupported,
            NoteVerdict.NotSignedByKey => ProofVerdict.NotSignedByKey,
            NoteVerdict.BadSignature => ProofVerdict.BadSignature,
            _ when Index >= Checkpoint.Size => ProofVerdict.IndexOutsideTree,
            _ => MerkleTree.VerifyInclusion(Index, Checkpoint.Size, MerkleTree.LeafHash(leaf), Path, Checkpoint.Root)
                ? ProofVerdict.Valid
                : ProofVerdict.NotIncluded,
        };
    }
}
