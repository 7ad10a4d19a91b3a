using System.Net;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Exports;

/// <summary>What organizers download, and what a hostile title in it can do to their spreadsheet.</summary>
public sealed class ExportTests(VotingApp app) : IClassFixture<VotingApp>
{
    private static readonly string[] Hostile = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "=HYPERLINK(\"http://evil.example\")", "<b>\"x\"</b>"];

    [Fact]
    public async Task Csv_has_the_mark_of_utf8_and_no_formula()
    {
        var contest = await VotedAsync();

        var csv = await GetAsync(contest, "export/entries.csv");

        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), csv.Bytes[..3]);
        Assert.Equal("text/csv", csv.ContentType);
        foreach (var title in Hostile.SkipLast(1))
            Assert.Contains("'" + title.Replace("\"", "\"\"", StringComparison.Ordinal), csv.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(",=", csv.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(",\"=", csv.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_workbook_holds_every_table_and_text_as_text()
    {
        var contest = await VotedAsync();
        var file = await GetAsync(contest, "export.xlsx");

        using var workbook = SpreadsheetDocument.Open(new MemoryStream(file.Bytes), isEditable: false);
        var sheets = workbook.WorkbookPart!.Workbook.Sheets!.Elements<Sheet>().ToDictionary(
            sheet => sheet.Name!.Value!, sheet => RowsOf((WorksheetPart)workbook.WorkbookPart.GetPartById(sheet.Id!)));

        Assert.Equal(["entries", "marks", "results", "audit"], sheets.Keys);
        Assert.Equal(Hostile, sheets["entries"].Skip(1).Select(row => row[2]));
        Assert.Equal(["village", "1", "3", "-2+3", "2", "100.0000", "", "80.0000", "", "2"], sheets["results"][1]);
        Assert.Equal(["phase", "phase", "phase", "open"], sheets["audit"].Skip(1).Select(row => row[2]).Take(4));
        Assert.All(workbook.WorkbookPart.WorksheetParts, part => Assert.Empty(part.Worksheet.Descendants<CellFormula>()));
    }

    [Fact]
    public async Task The_audit_is_every_act_and_no_ballot()
    {
        var contest = await VotedAsync();
        var audit = (await GetAsync(contest, "audit")).Json.EnumerateArray().ToList();
        var ledger = await contest.CheckLedgerAsync();
        Assert.Equal(ledger.LeafTypes.Where(type => type != "ballot"), audit.Select(line => line.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("export.xlsx")]
    [InlineData("export/results.csv")]
    [InlineData("audit")]
    public async Task Nobody_else_gets_them(string what)
    {
        var contest = await app.OpenContestAsync();
        (await contest.GetAsync($"/api/organizer/contests/{contest.Slug}/{what}")).Is(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task A_table_that_there_is_not_is_not_found()
    {
        var contest = await app.OpenContestAsync();
        (await GetAsync(contest, "export/passwords.csv", HttpStatusCode.NotFound)).Is(HttpStatusCode.NotFound, "not-found");
    }

    private async Task<ContestUnderTest> VotedAsync()
    {
        var contest = new ContestUnderTest(app, new Draft());
        (await contest.CreateAsync()).Is(HttpStatusCode.Created);
        var csv = new StringBuilder("number,group,title,organization,region,summary\n");
        for (var i = 0; i < Hostile.Length; i++)
            csv.Append($"{i + 1},{(i % 2 == 0 ? "village" : "person")},\"{Hostile[i].Replace("\"", "\"\"", StringComparison.Ordinal)}\",单位,甘肃,简介\n");
        (await contest.ImportAsync(Encoding.UTF8.GetBytes(csv.ToString()))).Is(HttpStatusCode.OK);
        await contest.MoveThroughAsync("screening", "exhibiting", "voting");
        (await contest.NewVoter().CastAsync(3)).Is(HttpStatusCode.Created);
        (await contest.NewVoter().CastAsync(1, 3)).Is(HttpStatusCode.Created);
        return contest;
    }

    private async Task<Answer> GetAsync(ContestUnderTest contest, string what, HttpStatusCode status = HttpStatusCode.OK)
    {
        var answer = await Answer.Of((await app.OrganizerAsync()).GetAsync($"/api/organizer/contests/{contest.Slug}/{what}"));
        Assert.Equal(status, answer.Status);
        return answer;
    }

    private static List<string[]> RowsOf(WorksheetPart part) =>
        [.. part.Worksheet.Descendants<Row>().Select(row => row.Elements<Cell>().Select(cell => cell.InnerText).ToArray())];
}
