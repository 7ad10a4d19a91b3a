using System.Globalization;

namespace Voting.Rules.Log;

/// <summary>A tree head, C2SP tlog-checkpoint without extension lines.</summary>
public sealed class Checkpoint
{
    /// <param name="origin">The log's schema-less URL, usable as a key name.</param>
    /// <param name="size">Leaves.</param>
    /// <param name="root">32 bytes.</param>
    public Checkpoint(string origin, long size, byte[] root)
    {
        if (!StrictText.IsKeyName(origin))
            throw new ArgumentException("An origin is not empty and has no spaces and no plus.", nameof(origin));
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (root.Length != MerkleTree.HashSize)
            throw new ArgumentException("A root has 32 bytes.", nameof(root));
        (Origin, Size, Root) = (origin, size, root);
    }

    public string Origin { get; }

    public long Size { get; }

    public byte[] Root { get; }

    /// <returns>Origin, size and base64 root, a line each: the text of the note.</returns>
    public string ToText() =>
        $"{Origin}\n{Size.ToString(CultureInfo.InvariantCulture)}\n{Convert.ToBase64String(Root)}\n";

    /// <returns>Null unless <see cref="ToText"/> of a checkpoint would be exactly this.</returns>
    public static Checkpoint? TryParse(string text) =>
        text.Split('\n') is [var origin, var digits, var hash, ""]
        && StrictText.IsKeyName(origin)
        && StrictText.TryDecimal(digits, out var size)
        && StrictText.TryHash(hash) is { } root
            ? new Checkpoint(origin, size, root)
            : null;
}
