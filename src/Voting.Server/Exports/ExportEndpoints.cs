using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Exports;

/// <summary>Downloads for organizers; routes under their group.</summary>
public static class ExportEndpoints
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static IServiceCollection AddExports(this IServiceCollection services) => services.AddSingleton<ContestTables>();

    public static void MapExports(this IEndpointRouteBuilder organizer)
    {
        organizer.MapGet("/{slug}/export.xlsx", GetWorkbook).WithSummary("Entries, marks, results and acts, a sheet each")
            .Produces<byte[]>(contentType: Xlsx).Refuses("contest-not-found");
        organizer.MapGet("/{slug}/export/{table}.csv", GetCsv)
            .WithSummary("One of entries, marks, results and audit, as CSV in UTF-8 with a byte order mark")
            .Produces<byte[]>(contentType: "text/csv").Refuses("contest-not-found", "not-found");
        organizer.MapGet("/{slug}/audit", GetAudit).WithSummary("Every act: the log's leaves that are no ballots, in order")
            .Produces<IReadOnlyList<AuditLine>>().Refuses("contest-not-found");
    }

    public static async Task<IResult> GetWorkbook(string slug, ContestDirectory contests, ContestTables tables, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var sheets = new List<ExportTable>();
        foreach (var name in ContestTables.Names)
            sheets.Add(await tables.ReadAsync(contest, name));
        return Results.File(Workbook.Write(sheets), Xlsx, $"{slug}.xlsx");
    }

    public static async Task<IResult> GetCsv(
        string slug, string table, ContestDirectory contests, ContestTables tables, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        return ContestTables.Names.Contains(table)
            ? Results.File(CsvFile.Write(await tables.ReadAsync(contest, table)), "text/csv; charset=utf-8", $"{slug}-{table}.csv")
            : problems.Of("not-found");
    }

    public static async Task<IResult> GetAudit(string slug, ContestDirectory contests, ContestTables tables, Problems problems)
    {
        if (contests.Find(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var audit = await tables.ReadAsync(contest, "audit");
        return Results.Json(
            audit.Rows.Select(row => new AuditLine((long)row[0]!, (string)row[1]!, (string)row[2]!, (string)row[3]!)).ToList(), WireJson.Options);
    }
}

/// <param name="Time">UTC, ISO 8601.</param>
/// <param name="Leaf">The leaf's text.</param>
public sealed record AuditLine(long LogIndex, string Time, string Type, string Leaf);
