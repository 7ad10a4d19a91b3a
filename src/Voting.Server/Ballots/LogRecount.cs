using System.Text.Json;
using Voting.Rules.Log;

namespace Voting.Server.Ballots;

/// <summary>What the leaves of one contest's log say, read once and continued: the tree's root, the ballots and their votes.</summary>
internal sealed class LogRecount
{
    private readonly TreeFrontier _tree = new();
    private readonly Dictionary<int, long> _votes = [];

    public long Size => _tree.Size;

    public long Ballots { get; private set; }

    public byte[] Root => _tree.Root();

    public IReadOnlyDictionary<int, long> Votes => _votes;

    /// <returns>The entries as they stand in the leaf; null where it is no ballot.</returns>
    /// <exception cref="InvalidDataException">Not the text of a leaf.</exception>
    public string? Add(byte[] leaf)
    {
        _tree.Append(MerkleTree.LeafHash(leaf));
        try
        {
            return Count(leaf);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"Leaf {Size - 1} can not be read.", e);
        }
    }

    private string? Count(byte[] leaf)
    {
        using var json = JsonDocument.Parse(leaf);
        if (json.RootElement.GetProperty("type").GetString() != "ballot")
            return null;
        Ballots++;
        var entries = json.RootElement.GetProperty("w");
        foreach (var entry in entries.EnumerateArray())
            _votes[entry.GetInt32()] = _votes.GetValueOrDefault(entry.GetInt32()) + 1;
        return entries.GetRawText();
    }
}
