using System.Data.Common;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Voting.Server.Storage;

/// <summary>All rows of an embedded database into the tables of the same names and columns, inside the caller's transaction.</summary>
public sealed class TableCopy(DbConnection source, NpgsqlConnection target)
{
    /// <summary>In the order they were made, which is that of their references.</summary>
    public async Task<IReadOnlyList<string>> TablesAsync() => (await source.QueryAsync<string>(
        """
        SELECT   name
        FROM     sqlite_master
        WHERE    type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> @Table
        ORDER BY rowid
        """,
        new { MovedHouse.Table })).AsList();

    public async Task<bool> IsEmptyAsync(string table)
    {
        await target.ExecuteAsync($"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
        return await target.ExecuteScalarAsync<bool>($"SELECT NOT EXISTS (SELECT 1 FROM {table})");
    }

    /// <returns>The number of rows.</returns>
    public async Task<long> CopyAsync(string table)
    {
        var columns = (await source.QueryAsync<(string Name, string Type)>(
            "SELECT name, type FROM pragma_table_info(@table)", new { table })).AsList();
        var names = string.Join(", ", columns.Select(column => column.Name));
        var types = columns.ConvertAll(column => TypeOf(column.Type));

        await using var rows = await source.ExecuteReaderAsync($"SELECT {names} FROM {table}");
        await using var import = await target.BeginBinaryImportAsync($"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)");
        while (await rows.ReadAsync())
        {
            await import.StartRowAsync();
            for (var i = 0; i < types.Count; i++)
                if (await rows.IsDBNullAsync(i))
                    await import.WriteNullAsync();
                else
                    await import.WriteAsync(rows.GetValue(i), types[i]);
        }

        return (long)await import.CompleteAsync();
    }

    /// <summary>New rows get ids behind the copied ones.</summary>
    public async Task ContinueIdentitiesAsync()
    {
        var identities = await target.QueryAsync<(string Table, string Column)>(
            """
            SELECT table_name, column_name
            FROM   information_schema.columns
            WHERE  table_schema = current_schema() AND is_identity = 'YES'
            """);
        foreach (var (table, column) in identities)
            await target.ExecuteAsync($"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) FROM {table}");
    }

    private static NpgsqlDbType TypeOf(string declared) => declared switch
    {
        "INTEGER" => NpgsqlDbType.Bigint,
        "TEXT" => NpgsqlDbType.Text,
        "BLOB" => NpgsqlDbType.Bytea,
        _ => throw new InvalidOperationException($"A column of type {declared} can not be copied."),
    };
}
