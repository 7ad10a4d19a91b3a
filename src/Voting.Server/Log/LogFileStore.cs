using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using Voting.Server.Storage;

namespace Voting.Server.Log;

/// <summary>
/// What is published beside the log because its leaves hold only hashes: rules, entries and result of the contest, and texts
/// such as the reason of an act.
/// </summary>
public sealed class LogFileStore(Database database)
{
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>64 hex digits: SHA-256 of the text in UTF-8.</returns>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Keeps a text. After the leaf that names it was appended, in its transaction: the log's size tells since when it is named.</summary>
    public async Task KeepAsync(DbConnection connection, DbTransaction transaction, long contestId, string text) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO log_texts (contest_id, hash, text, size)
            SELECT contest_id, @hash, @text, size FROM log_heads WHERE contest_id = @contestId
            ON CONFLICT (contest_id, hash) DO NOTHING
            """,
            new { contestId, hash = HashOf(text), text }, transaction);

    /// <summary>The file <c>texts.json</c> as it belongs to the log's first <paramref name="size"/> leaves.</summary>
    /// <returns>UTF-8 JSON <c>{"hex SHA-256":"text"}</c>, the hashes ascending.</returns>
    public async Task<byte[]> ReadTextsAsync(long contestId, long size)
    {
        await using var loan = await database.BorrowAsync();
        var rows = await loan.Connection.QueryAsync<(string Hash, string Text)>(
            "SELECT hash, text FROM log_texts WHERE contest_id = @contestId AND size <= @size ORDER BY hash",
            new { contestId, size });
        return JsonSerializer.SerializeToUtf8Bytes(rows.ToDictionary(row => row.Hash, row => row.Text), Format);
    }

    /// <summary>
    /// The newest checkpoint of at most <paramref name="size"/> leaves, with the files whose hashes the log holds; null while the log
    /// is empty.
    /// </summary>
    public async Task<PublishedRow?> FindPublishedAsync(long contestId, long size = long.MaxValue)
    {
        // One statement: what it reads is of one moment.
        const string sql = """
            SELECT   b.note,
                     COALESCE(
                         (SELECT a.old_file FROM amendments a WHERE a.contest_id = c.id AND a.size > b.size ORDER BY a.size LIMIT 1),
                         c.rules_file) AS RulesFile,
                     c.entries_file AS EntriesFile, c.result_file AS ResultFile
            FROM     contests c
            JOIN     log_batches b ON b.contest_id = c.id
            WHERE    c.id = @contestId AND b.size <= @size
            ORDER BY b.size DESC
            LIMIT    1
            """;
        await using var loan = await database.BorrowAsync();
        return await loan.Connection.QueryFirstOrDefaultAsync<PublishedRow>(sql, new { contestId, size });
    }

    public sealed class PublishedRow
    {
        public required string Note { get; init; }
        public byte[]? RulesFile { get; init; }
        public byte[]? EntriesFile { get; init; }
        public byte[]? ResultFile { get; init; }
    }
}
