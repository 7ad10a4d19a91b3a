using System.Data.Common;
using Dapper;

namespace Voting.Server.Storage;

/// <summary>
/// The mark in an embedded database that its contests go on elsewhere. It is in the database, so that a copy of the file has it
/// too: of two servers that continue one log, each would sign what the other one denies.
/// </summary>
public static class MovedHouse
{
    public const string Table = "moved_house";

    /// <returns>Where to; null when it was not moved.</returns>
    public static async Task<string?> FindAsync(DbConnection source)
    {
        var isMarked = await source.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @Table", new { Table }) > 0;
        return isMarked ? await source.QuerySingleAsync<string>($"SELECT target FROM {Table}") : null;
    }

    public static async Task MarkAsync(DbConnection source, string target)
    {
        await using var transaction = await source.BeginTransactionAsync();
        await source.ExecuteAsync($"CREATE TABLE {Table} (target TEXT NOT NULL)", transaction: transaction);
        await source.ExecuteAsync($"INSERT INTO {Table} (target) VALUES (@target)", new { target }, transaction);
        await transaction.CommitAsync();
    }
}
