using Voting.Rules.Log;

namespace Voting.Server.Log;

/// <summary>What one commit adds to a log.</summary>
/// <param name="Acts">How many of the leaves are not ballots.</param>
/// <param name="Tiles">Each tile that is new or grew.</param>
/// <param name="Size">Leaves of the log behind this batch.</param>
/// <param name="Frontier">As <see cref="TreeFrontier.ToBytes"/> writes it, at that size.</param>
/// <param name="Note">The signed checkpoint of that size.</param>
public sealed record LogBatch(
    IReadOnlyList<byte[]> Leaves, int Acts, IReadOnlyList<Tile> Tiles, long Size, byte[] Frontier, string Note);
