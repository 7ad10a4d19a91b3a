using System.Data.Common;
using Dapper;
using Voting.Rules.Log;
using Voting.Server.Storage;

namespace Voting.Server.Log;

/// <summary>Heads, leaves, tiles and checkpoints in the database. Writes run inside the caller's transaction.</summary>
public sealed class LogStore(Database database)
{
    public async Task CreateHeadAsync(DbConnection connection, DbTransaction transaction, long contestId) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO log_heads (contest_id, size, frontier, epoch, state)
            VALUES (@contestId, 0, X'', 1, 'shut')
            """,
            new { contestId }, transaction);

    /// <summary>The head, with its row locked until the transaction ends (SQLite: the writing transaction is exclusive).</summary>
    public async Task<LogHead> LockHeadAsync(DbConnection connection, DbTransaction? transaction, long contestId)
    {
        const string sql = """
            SELECT h.size, h.frontier, h.epoch, h.state, c.slug, c.log_origin AS Origin
            FROM   log_heads h
            JOIN   contests  c ON c.id = h.contest_id
            WHERE  h.contest_id = @contestId
            """;
        var row = await connection.QuerySingleAsync<HeadRow>(sql, new { contestId }, transaction);
        return new LogHead(contestId, row.Slug, row.Origin, row.Size, row.Frontier, row.Epoch, row.State);
    }

    public async Task SetStateAsync(DbConnection connection, DbTransaction transaction, long contestId, string state) =>
        await connection.ExecuteAsync(
            "UPDATE log_heads SET state = @state WHERE contest_id = @contestId", new { contestId, state }, transaction);

    /// <summary>The tiles at the right edge of a tree of <paramref name="size"/> leaves: the ones that new leaves change.</summary>
    public async Task<Dictionary<TileId, byte[]>> ReadEdgeAsync(
        DbConnection connection, DbTransaction transaction, long contestId, long size)
    {
        var edge = new Dictionary<TileId, byte[]>();
        foreach (var id in TileTree.RightEdge(size))
        {
            var hashes = await connection.QuerySingleAsync<byte[]>(
                "SELECT hashes FROM log_tiles WHERE contest_id = @contestId AND level = @Level AND number = @Number",
                new { contestId, id.Level, id.Number }, transaction);
            edge[id] = hashes;
        }

        return edge;
    }

    public async Task ExtendAsync(
        DbConnection connection, DbTransaction transaction, LogHead head, IReadOnlyList<byte[]> leaves,
        IEnumerable<Tile> tiles, long newSize, byte[] frontier, string note)
    {
        const string leafSql = "INSERT INTO log_leaves (contest_id, log_index, leaf) VALUES (@ContestId, @Index, @Leaf)";
        const string tileSql = """
            INSERT INTO log_tiles (contest_id, level, number, hashes)
            VALUES (@ContestId, @Level, @Number, @Hashes)
            ON CONFLICT (contest_id, level, number) DO UPDATE SET hashes = excluded.hashes
            """;
        const string checkpointSql =
            "INSERT INTO log_checkpoints (contest_id, size, note) VALUES (@ContestId, @newSize, @note)";
        const string headSql = """
            UPDATE log_heads
            SET    size = @newSize, frontier = @frontier
            WHERE  contest_id = @ContestId AND size = @Size
            """;
        await connection.ExecuteAsync(
            leafSql,
            leaves.Select((leaf, i) => new { head.ContestId, Index = head.Size + i, Leaf = leaf }),
            transaction);
        await connection.ExecuteAsync(
            tileSql,
            tiles.Select(tile => new { head.ContestId, tile.Id.Level, tile.Id.Number, tile.Hashes }),
            transaction);
        await connection.ExecuteAsync(checkpointSql, new { head.ContestId, newSize, note }, transaction);
        var moved = await connection.ExecuteAsync(
            headSql, new { head.ContestId, head.Size, newSize, frontier }, transaction);
        if (moved != 1)
            throw new InvalidOperationException($"The log of '{head.Slug}' moved under its lock at size {head.Size}.");
    }

    /// <summary>The newest checkpoint's note, or the one of exactly <paramref name="size"/>; null when there is none.</summary>
    public async Task<string?> FindCheckpointAsync(long contestId, long? size = null)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.QueryFirstOrDefaultAsync<string>(
            """
            SELECT   note
            FROM     log_checkpoints
            WHERE    contest_id = @contestId AND (@size IS NULL OR size = @size)
            ORDER BY size DESC
            LIMIT    1
            """,
            new { contestId, size });
    }

    public async Task<byte[]?> FindLeafAsync(long contestId, long index)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.QuerySingleOrDefaultAsync<byte[]>(
            "SELECT leaf FROM log_leaves WHERE contest_id = @contestId AND log_index = @index", new { contestId, index });
    }

    /// <summary>The newest checkpoint and its note; null while the log is empty.</summary>
    public async Task<(Checkpoint Checkpoint, string Note)?> FindNewestCheckpointAsync(long contestId) =>
        await FindCheckpointAsync(contestId) is { } note
            && SignedNote.TryParse(note) is { } signed
            && Checkpoint.TryParse(signed.Text) is { } checkpoint
                ? (checkpoint, note)
                : null;

    /// <summary>The C2SP tlog-proof of one leaf under the checkpoint of <paramref name="size"/> leaves that <paramref name="note"/> signs.</summary>
    public async Task<string> ProveAsync(long contestId, long index, long size, string note)
    {
        var tiles = await ReadProofTilesAsync(contestId, index, size);
        return TlogProof.Format(index, TileTree.InclusionProof(index, size, id => tiles[id]), note);
    }

    /// <summary>The tiles that prove one leaf in the tree of <paramref name="size"/> leaves.</summary>
    private async Task<Dictionary<TileId, byte[]>> ReadProofTilesAsync(long contestId, long index, long size)
    {
        const string sql = """
            SELECT hashes
            FROM   log_tiles
            WHERE  contest_id = @contestId AND level = @Level AND number = @Number
            """;
        await using var loan = await database.BorrowAsync();
        var tiles = new Dictionary<TileId, byte[]>();
        foreach (var id in TileTree.TilesOnPath(index, size))
            tiles[id] = await loan.Connection.QuerySingleAsync<byte[]>(sql, new { contestId, id.Level, id.Number });
        return tiles;
    }

    private sealed class HeadRow
    {
        public long Size { get; init; }
        public required byte[] Frontier { get; init; }
        public int Epoch { get; init; }
        public required string State { get; init; }
        public required string Slug { get; init; }
        public required string Origin { get; init; }
    }
}
