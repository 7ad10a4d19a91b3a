using System.Buffers.Binary;

namespace Voting.Rules.Log;

/// <summary>One signature line of a note.</summary>
public sealed record NoteSignature(string Name, uint KeyId, byte[] Bytes);

/// <summary>A text and who signed it, C2SP signed-note. Says nothing about the signatures: see <see cref="VerifierKey"/>.</summary>
public sealed class SignedNote
{
    /// <summary>Characters in a whole note.</summary>
    public const int MaxLength = 1_000_000;

    public const int MaxSignatures = 32;

    private const string LineStart = "\u2014 ";

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures) => (Text, Signatures) = (text, signatures);

    /// <summary>What is signed, in UTF-8; ends with a newline.</summary>
    public string Text { get; }

    /// <summary>At least one, in the order of the note.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <returns>Null when the string is no note; no input throws.</returns>
    public static SignedNote? TryParse(string note)
    {
        var blank = note.Length <= MaxLength ? note.LastIndexOf("\n\n", StringComparison.Ordinal) : -1;
        if (blank < 0 || !IsNoteText(note))
            return null;
        var lines = note[(blank + 2)..].Split('\n');
        if (lines.Length is < 2 or > MaxSignatures + 1 || lines[^1].Length > 0)
            return null;
        var signatures = new List<NoteSignature>();
        foreach (var line in lines.SkipLast(1))
        {
            if (TryLine(line) is not { } signature)
                return null;
            signatures.Add(signature);
        }
        return new SignedNote(note[..(blank + 1)], signatures);
    }

    /// <returns>The note of a text and the signatures over it, at least one.</returns>
    internal static string Format(string text, params IEnumerable<NoteSignature> signatures) =>
        $"{text}\n{string.Concat(signatures.Select(Line))}";

    /// <returns>One line, with its end.</returns>
    public static string Line(NoteSignature signature)
    {
        var bytes = new byte[4 + signature.Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, signature.KeyId);
        signature.Bytes.CopyTo(bytes, 4);
        return $"{LineStart}{signature.Name} {Convert.ToBase64String(bytes)}\n";
    }

    /// <summary>Ends with a newline, is encodable as UTF-8, and has no other control characters.</summary>
    internal static bool IsNoteText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < ' ' && text[i] != '\n')
                return false;
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return text.EndsWith('\n');
    }

    /// <returns>Null when the string, which has no line end, is no signature line.</returns>
    public static NoteSignature? TryLine(string line) =>
        line.StartsWith(LineStart, StringComparison.Ordinal)
        && line[LineStart.Length..].Split(' ') is [var name, var base64]
        && StrictText.IsKeyName(name)
        && StrictText.TryBase64(base64) is { Length: > 4 } bytes
            ? new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..])
            : null;
}
