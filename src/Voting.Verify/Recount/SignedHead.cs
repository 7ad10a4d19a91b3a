using System.Text;
using Voting.Rules.Log;
using Voting.Signatures;

namespace Voting.Verify.Recount;

/// <summary>A checkpoint with the keys that were seen to have signed it.</summary>
/// <param name="IsPinned">The key was given from outside; else it came with what it signs, and proves nothing about who that is.</param>
public sealed record SignedHead(Checkpoint Checkpoint, IReadOnlyList<VerifierKey> Keys, bool IsPinned)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// Every published key that can be checked has signed the checkpoint, and so has the pinned one; lines of other keys, such as
    /// those of witnesses, are passed over.
    /// </summary>
    /// <param name="keyFile">One verifier key a line.</param>
    public static SignedHead Read(byte[] checkpointFile, byte[] keyFile, IReadOnlyList<VerifierKey> pinned)
    {
        if (SignedNote.TryParse(TextOf(checkpointFile)) is not { } note || Checkpoint.TryParse(note.Text) is not { } checkpoint)
            throw new RefusedException("checkpoint-malformed", "checkpoint is no signed checkpoint");
        var published = ReadKeys(keyFile);
        var signed = new List<VerifierKey>();
        foreach (var key in published.UnionBy(pinned, key => key.ToString()))
        {
            if (key.Name != checkpoint.Origin)
                throw new RefusedException("other-log", $"the checkpoint is of {checkpoint.Origin}, the key of {key.Name}");
            switch (key.Check(note, Ed25519.Verification))
            {
                case NoteVerdict.Valid:
                    signed.Add(key);
                    break;
                case NoteVerdict.NotSignedByKey:
                    throw new RefusedException("not-signed-by-key", $"the checkpoint has no signature of {key}");
                case NoteVerdict.BadSignature:
                    throw new RefusedException("bad-signature", $"the checkpoint is not what {key} signed");
            }
        }

        if (signed.Count == 0 || (pinned.Count > 0 && !signed.Exists(key => pinned.Any(known => known.ToString() == key.ToString()))))
            throw new RefusedException("key-not-supported", "this system can not verify a signature of any of the keys");
        return new SignedHead(checkpoint, signed, pinned.Count > 0);
    }

    /// <summary>A checkpoint that somebody kept, signed by one of this log's keys.</summary>
    public Checkpoint ReadEarlier(byte[] file)
    {
        if (SignedNote.TryParse(TextOf(file)) is not { } note || Checkpoint.TryParse(note.Text) is not { } earlier)
            throw new RefusedException("since-malformed", "the earlier checkpoint is no signed checkpoint");
        if (earlier.Origin != Checkpoint.Origin)
            throw new RefusedException("other-log", $"the earlier checkpoint is of {earlier.Origin}");
        if (!Keys.Any(key => key.Verify(note, Ed25519.Verification)))
            throw new RefusedException("since-not-signed", "the earlier checkpoint is not signed by a key of this log");
        return earlier.Size <= Checkpoint.Size
            ? earlier
            : throw new RefusedException("since-larger", $"the earlier checkpoint is of {earlier.Size} leaves, the log has only {Checkpoint.Size}");
    }

    private static List<VerifierKey> ReadKeys(byte[] file)
    {
        var text = TextOf(file);
        var keys = text.EndsWith('\n') ? text[..^1].Split('\n').Select(VerifierKey.TryParse).ToList() : [];
        return keys.Count > 0 && keys.OfType<VerifierKey>().DistinctBy(key => key.ToString()).ToList() is var known && known.Count == keys.Count
            ? known
            : throw new RefusedException("vkey-malformed", "vkey is not one verifier key a line, each once");
    }

    private static string TextOf(byte[] file)
    {
        try
        {
            return StrictUtf8.GetString(file);
        }
        catch (ArgumentException)
        {
            return ""; // not UTF-8: no note and no key
        }
    }
}
