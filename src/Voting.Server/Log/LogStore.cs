using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Voting.Rules.Log;
using Voting.Server.Storage;

namespace Voting.Server.Log;

/// <summary>Heads, batches of leaves with their checkpoints, and tiles in the database. Writes run inside the caller's transaction.</summary>
public sealed class LogStore(Database database)
{
    private readonly ConcurrentDictionary<long, LogEdge> _edges = new();

    /// <param name="epochs">The first epoch of each shard of the ballot box.</param>
    public async Task CreateHeadAsync(
        DbConnection connection, DbTransaction transaction, long contestId, IReadOnlyList<int> epochs) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO log_heads (contest_id, size, acts, frontier, epochs, state)
            VALUES (@contestId, 0, 0, @frontier, @epochs, 'shut')
            """,
            new { contestId, frontier = Array.Empty<byte>(), epochs = JsonSerializer.Serialize(epochs) }, transaction);

    /// <summary>The head, with its row locked until the transaction ends (SQLite: the writing transaction is exclusive).</summary>
    public Task<LogHead> LockHeadAsync(DbConnection connection, DbTransaction transaction, long contestId) =>
        QueryHeadAsync(connection, transaction, contestId, database.IsPostgres ? "FOR UPDATE OF h" : "");

    /// <summary>The head as last committed.</summary>
    public async Task<LogHead> ReadHeadAsync(long contestId)
    {
        await using var loan = await database.BorrowAsync();
        return await QueryHeadAsync(loan.Connection, null, contestId, "");
    }

    public async Task SetStateAsync(DbConnection connection, DbTransaction transaction, long contestId, string state) =>
        await connection.ExecuteAsync(
            "UPDATE log_heads SET state = @state WHERE contest_id = @contestId", new { contestId, state }, transaction);

    /// <summary>Ballots that a shard admitted under another epoch are not recorded from here on.</summary>
    public async Task SetEpochsAsync(
        DbConnection connection, DbTransaction transaction, long contestId, IReadOnlyList<int> epochs) =>
        await connection.ExecuteAsync(
            "UPDATE log_heads SET epochs = @epochs WHERE contest_id = @contestId",
            new { contestId, epochs = JsonSerializer.Serialize(epochs) }, transaction);

    /// <summary>The tiles at the right edge of the log: the ones that new leaves change.</summary>
    /// <exception cref="InvalidOperationException">They are not those of the head: what would be signed is another log.</exception>
    public async Task<Dictionary<TileId, byte[]>> ReadEdgeAsync(DbConnection connection, DbTransaction transaction, LogHead head)
    {
        if (_edges.TryGetValue(head.ContestId, out var known) && known.IsOf(head))
            return known.Tiles();
        var tiles = await ReadTilesAsync(connection, transaction, head.ContestId, [.. TileTree.RightEdge(head.Size)]);
        if (!new TileProofs(head.Size, id => tiles[id]).Frontier().AsSpan().SequenceEqual(head.Frontier))
            throw new InvalidOperationException($"The log of '{head.Slug}' is damaged at size {head.Size}.");
        return tiles;
    }

    public void Keep(LogEdge edge) => _edges[edge.ContestId] = edge;

    public async Task ExtendAsync(DbConnection connection, DbTransaction transaction, LogHead head, LogBatch batch)
    {
        var moved = database.IsPostgres
            ? await ExtendTogetherAsync(connection, transaction, head, batch)
            : await ExtendOneByOneAsync(connection, transaction, head, batch);
        if (moved != 1)
            throw new InvalidOperationException($"The log of '{head.Slug}' moved under its lock at size {head.Size}.");
    }

    /// <summary>The newest checkpoint's note; null while the log is empty.</summary>
    public async Task<string?> FindCheckpointAsync(long contestId)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.QueryFirstOrDefaultAsync<string>(
            "SELECT note FROM log_batches WHERE contest_id = @contestId ORDER BY size DESC LIMIT 1", new { contestId });
    }

    /// <summary>The note of the checkpoint of exactly <paramref name="size"/> leaves, if one was signed.</summary>
    public async Task<string?> FindCheckpointAsync(long contestId, long size)
    {
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.QuerySingleOrDefaultAsync<string>(
            "SELECT note FROM log_batches WHERE contest_id = @contestId AND size = @size", new { contestId, size });
    }

    public async Task<byte[]?> FindLeafAsync(long contestId, long index)
    {
        const string sql = """
            SELECT   first_index AS FirstIndex, leaves
            FROM     log_batches
            WHERE    contest_id = @contestId AND size > @index
            ORDER BY size
            LIMIT    1
            """;
        await using var loan = await database.BorrowAsync();
        var batch = await loan.Connection.QueryFirstOrDefaultAsync<(long FirstIndex, byte[] Leaves)?>(sql, new { contestId, index });
        return batch is (var first, var leaves) && index >= first ? EntryBundle.Leaf(leaves, (int)(index - first)) : null;
    }

    /// <summary>The root that the tree had at an earlier size, from its tiles.</summary>
    public async Task<byte[]> ReadRootAsync(DbConnection connection, DbTransaction? transaction, long contestId, long size)
    {
        var tiles = await ReadTilesAsync(connection, transaction, contestId, [.. TileTree.RightEdge(size)]);
        return new TileProofs(size, id => tiles[id]).Root();
    }

    public async Task<byte[]> ReadRootAsync(long contestId, long size)
    {
        await using var loan = await database.BorrowAsync();
        return await ReadRootAsync(loan.Connection, null, contestId, size);
    }

    /// <summary>A hash tile's first <paramref name="width"/> hashes; null where the log has not come so far.</summary>
    public async Task<byte[]?> ReadTileAsync(long contestId, TileId id, int width)
    {
        await using var loan = await database.BorrowAsync();
        var hashes = await loan.Connection.QuerySingleOrDefaultAsync<byte[]>(
            "SELECT hashes FROM log_tiles WHERE contest_id = @contestId AND level = @Level AND number = @Number",
            new { contestId, id.Level, id.Number });
        return hashes?.Length >= width * MerkleTree.HashSize ? hashes[..(width * MerkleTree.HashSize)] : null;
    }

    /// <summary>An entry tile's first <paramref name="width"/> leaves as a bundle; null where the log has not come so far.</summary>
    public async Task<byte[]?> ReadEntryBundleAsync(long contestId, long number, int width)
    {
        if (number > long.MaxValue / Tile.FullWidth - 1)
            return null;
        var first = number * Tile.FullWidth;
        var leaves = await ReadLeavesAsync(contestId, first, first + width);
        return leaves.Count == width ? EntryBundle.Encode(leaves) : null;
    }

    /// <summary>The leaves from one index to before another, as far as there are any.</summary>
    public async Task<IReadOnlyList<byte[]>> ReadLeavesAsync(long contestId, long from, long to)
    {
        const string sql = """
            SELECT   first_index AS FirstIndex, leaves
            FROM     log_batches
            WHERE    contest_id = @contestId AND size > @from AND first_index < @to
              AND    size <= COALESCE((SELECT MIN(size) FROM log_batches WHERE contest_id = @contestId AND size >= @to), @to)
            ORDER BY size
            """;
        await using var loan = await database.BorrowAsync();
        var found = new List<byte[]>();
        foreach (var (firstIndex, bundle) in await loan.Connection.QueryAsync<(long FirstIndex, byte[] Leaves)>(sql, new { contestId, from, to }))
            found.AddRange(EntryBundle.Decode(bundle).Where((_, i) => firstIndex + i >= from && firstIndex + i < to));
        return found;
    }

    /// <summary>The newest checkpoint and its note; null while the log is empty.</summary>
    public async Task<(Checkpoint Checkpoint, string Note)?> FindNewestCheckpointAsync(long contestId) =>
        await FindCheckpointAsync(contestId) is { } note
            && SignedNote.TryParse(note) is { } signed
            && Checkpoint.TryParse(signed.Text) is { } checkpoint
                ? (checkpoint, note)
                : null;

    /// <summary>That the first <paramref name="from"/> leaves, at least one, are a prefix of the first <paramref name="to"/>.</summary>
    public async Task<IReadOnlyList<byte[]>> ProveConsistencyAsync(long contestId, long from, long to)
    {
        await using var loan = await database.BorrowAsync();
        var tiles = await ReadTilesAsync(loan.Connection, null, contestId, [.. TileTree.TilesOnPath(from - 1, to)]);
        return TileTree.ConsistencyProof(from, to, id => tiles[id]);
    }

    /// <summary>The C2SP tlog-proof of one leaf under the checkpoint of <paramref name="size"/> leaves that <paramref name="note"/> signs.</summary>
    public async Task<string> ProveAsync(long contestId, long index, long size, string note)
    {
        await using var loan = await database.BorrowAsync();
        var tiles = await ReadTilesAsync(loan.Connection, null, contestId, [.. TileTree.TilesOnPath(index, size)]);
        return TlogProof.Format(index, TileTree.InclusionProof(index, size, id => tiles[id]), note);
    }

    /// <summary>PostgreSQL: one way there and back.</summary>
    private static Task<int> ExtendTogetherAsync(DbConnection connection, DbTransaction transaction, LogHead head, LogBatch batch)
    {
        const string sql = """
            WITH batch AS (
                INSERT INTO log_batches (contest_id, size, first_index, note, leaves)
                VALUES (@ContestId, @newSize, @Size, @Note, @leaves)),
            tiles AS (
                INSERT INTO log_tiles (contest_id, level, number, hashes)
                SELECT @ContestId, level, number, hashes
                FROM   unnest(@levels::bigint[], @numbers::bigint[], @hashes::bytea[]) AS t (level, number, hashes)
                ON CONFLICT (contest_id, level, number) DO UPDATE SET hashes = excluded.hashes)
            UPDATE log_heads
            SET    size = @newSize, acts = acts + @Acts, frontier = @Frontier
            WHERE  contest_id = @ContestId AND size = @Size
            """;
        return connection.ExecuteAsync(
            sql,
            new
            {
                head.ContestId,
                head.Size,
                newSize = batch.Size,
                batch.Note,
                leaves = EntryBundle.Encode(batch.Leaves),
                levels = Column(batch.Tiles, tile => (long)tile.Id.Level),
                numbers = Column(batch.Tiles, tile => tile.Id.Number),
                hashes = Column(batch.Tiles, tile => tile.Hashes),
                batch.Acts,
                batch.Frontier,
            },
            transaction);
    }

    private static async Task<int> ExtendOneByOneAsync(
        DbConnection connection, DbTransaction transaction, LogHead head, LogBatch batch)
    {
        const string batchSql = """
            INSERT INTO log_batches (contest_id, size, first_index, note, leaves)
            VALUES (@ContestId, @newSize, @Size, @Note, @leaves)
            """;
        const string tileSql = """
            INSERT INTO log_tiles (contest_id, level, number, hashes)
            VALUES (@ContestId, @Level, @Number, @Hashes)
            ON CONFLICT (contest_id, level, number) DO UPDATE SET hashes = excluded.hashes
            """;
        const string headSql = """
            UPDATE log_heads
            SET    size = @newSize, acts = acts + @Acts, frontier = @Frontier
            WHERE  contest_id = @ContestId AND size = @Size
            """;
        await connection.ExecuteAsync(
            batchSql,
            new { head.ContestId, newSize = batch.Size, head.Size, batch.Note, leaves = EntryBundle.Encode(batch.Leaves) },
            transaction);
        await connection.ExecuteAsync(
            tileSql, batch.Tiles.Select(tile => new { head.ContestId, tile.Id.Level, tile.Id.Number, tile.Hashes }), transaction);
        return await connection.ExecuteAsync(
            headSql, new { head.ContestId, newSize = batch.Size, batch.Acts, batch.Frontier, head.Size }, transaction);
    }

    private static async Task<LogHead> QueryHeadAsync(
        DbConnection connection, DbTransaction? transaction, long contestId, string locking)
    {
        var row = await connection.QuerySingleAsync<HeadRow>(
            $"""
            SELECT h.size, h.acts, h.frontier, h.epochs, h.state, c.slug, c.log_origin AS Origin
            FROM   log_heads h
            JOIN   contests  c ON c.id = h.contest_id
            WHERE  h.contest_id = @contestId
            {locking}
            """,
            new { contestId }, transaction);
        return new LogHead(
            contestId, row.Slug, row.Origin, row.Size, row.Acts, row.Frontier,
            JsonSerializer.Deserialize<int[]>(row.Epochs)!, row.State);
    }

    private async Task<Dictionary<TileId, byte[]>> ReadTilesAsync(
        DbConnection connection, DbTransaction? transaction, long contestId, IReadOnlyList<TileId> ids)
    {
        const string one = """
            SELECT level, number, hashes
            FROM   log_tiles
            WHERE  contest_id = @contestId AND level = @Level AND number = @Number
            """;
        const string together = """
            SELECT     t.level, t.number, t.hashes
            FROM       unnest(@levels::bigint[], @numbers::bigint[]) AS i (level, number)
            CROSS JOIN LATERAL (
                SELECT *
                FROM   log_tiles
                WHERE  contest_id = @contestId AND level = i.level AND number = i.number
                LIMIT  1) t
            """;
        var rows = new List<TileRow>();
        if (database.IsPostgres)
            rows.AddRange(await connection.QueryAsync<TileRow>(
                together,
                new { contestId, levels = Column(ids, id => (long)id.Level), numbers = Column(ids, id => id.Number) },
                transaction));
        else
            foreach (var id in ids)
                rows.AddRange(await connection.QueryAsync<TileRow>(one, new { contestId, id.Level, id.Number }, transaction));
        return rows.ToDictionary(row => new TileId(row.Level, row.Number), row => row.Hashes);
    }

    private static T[] Column<TRow, T>(IEnumerable<TRow> rows, Func<TRow, T> value) => [.. rows.Select(value)];

    private sealed class TileRow
    {
        public int Level { get; init; }
        public long Number { get; init; }
        public required byte[] Hashes { get; init; }
    }

    private sealed class HeadRow
    {
        public long Size { get; init; }
        public long Acts { get; init; }
        public required byte[] Frontier { get; init; }
        public required string Epochs { get; init; }
        public required string State { get; init; }
        public required string Slug { get; init; }
        public required string Origin { get; init; }
    }
}
