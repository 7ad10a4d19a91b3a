using Voting.Rules.Log;

namespace Voting.Server.Log;

/// <summary>
/// The right edge of a log as this server extended it last, so that the next batch need not read it. Another server may have
/// extended the log since, or this extension may not have been committed: the frontier tells, since there is no other
/// content with the same one.
/// </summary>
public sealed class LogEdge
{
    private readonly byte[] _frontier;
    private readonly Dictionary<TileId, byte[]> _tiles;

    /// <param name="frontier">Of that size.</param>
    /// <param name="tiles">The tiles of the right edge, and any others.</param>
    public LogEdge(long contestId, long size, byte[] frontier, IReadOnlyDictionary<TileId, byte[]> tiles)
    {
        (ContestId, Size, _frontier) = (contestId, size, frontier);
        _tiles = TileTree.RightEdge(size).ToDictionary(id => id, id => tiles[id]);
    }

    public long ContestId { get; }

    public long Size { get; }

    public bool IsOf(LogHead head) => head.Size == Size && head.Frontier.AsSpan().SequenceEqual(_frontier);

    /// <returns>Tiles of the caller's own, to add to.</returns>
    public Dictionary<TileId, byte[]> Tiles() => new(_tiles);
}
