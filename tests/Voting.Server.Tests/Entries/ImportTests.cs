using System.Net;
using System.Text;
using Dapper;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Entries;

public sealed class ImportTests(VotingApp app) : IClassFixture<VotingApp>
{
    private const string Header = "number,group,title,organization,region,summary";
    private const string TwoEntries = Header + "\n1,village,石榴籽村,甲合作社,甘肃,简介一\n2,person,第二位,乙单位,新疆,简介二\n";

    static ImportTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(TwoEntries) },
        { "UTF-8 with BOM", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(TwoEntries)] },
        { "GB18030", Encoding.GetEncoding("GB18030").GetBytes(TwoEntries) },
        { "Windows line ends", Encoding.UTF8.GetBytes(TwoEntries.Replace("\n", "\r\n", StringComparison.Ordinal)) },
        { "no last line end", Encoding.UTF8.GetBytes(TwoEntries.TrimEnd('\n')) },
        { "other column order", Encoding.UTF8.GetBytes("Summary, Region,organization,TITLE,group,number\n简介一,甘肃,甲,石榴籽村,village,1\n简介二,新疆,乙,第二位,person,2\n") },
        { "quotes", Encoding.UTF8.GetBytes(Header + "\n1,village,\"石榴籽村\",\"甲,\"\"乙\"\"\",甘肃,\"两\n行\"\n2,person,第二位,乙,新疆,丁\n") },
        { "further columns", Encoding.UTF8.GetBytes("code," + Header + ",note\nA,1,village,石榴籽村,甲,甘肃,丁,x\nB,2,person,第二位,乙,新疆,丁,y\n") },
        { "blank rows", Encoding.UTF8.GetBytes(TwoEntries.Replace("\n2", "\n,,,,,\n\n2", StringComparison.Ordinal)) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task What_spreadsheets_write_is_read(string what, byte[] file)
    {
        var contest = await DraftAsync();
        var answer = (await contest.ImportAsync(file)).Is(HttpStatusCode.OK);
        Assert.True(answer["imported"].GetInt32() == 2, what);
        Assert.False(answer["dryRun"].GetBoolean());

        await contest.MoveThroughAsync("screening", "exhibiting");
        var first = (await contest.GetAsync($"/api/contests/{contest.Slug}/entries/1")).Is(HttpStatusCode.OK);
        Assert.Equal("石榴籽村", first["title"].GetString());
        Assert.Equal("甘肃", first["region"].GetString());
    }

    [Fact]
    public async Task A_file_may_come_in_a_form()
    {
        var contest = await DraftAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(TwoEntries)), "file", "entries.csv" } };
        var answer = await Answer.Of((await app.OrganizerAsync()).PostAsync($"/api/organizer/contests/{contest.Slug}/entries/import", form));
        Assert.Equal(2, answer.Is(HttpStatusCode.OK)["imported"].GetInt32());
    }

    [Fact]
    public async Task Every_error_is_named_with_its_row_and_column_and_nothing_is_imported()
    {
        var contest = await DraftAsync();
        await contest.ImportAsync(Encoding.UTF8.GetBytes(TwoEntries));

        var answer = await contest.ImportAsync(Encoding.UTF8.GetBytes(
            Header + "\n3,village,好的,甲,甘肃,丁\nx,village,甲,乙,丙,丁\n5,nobody,甲,乙,丙,丁\n3,person,甲,乙,丙,丁\n0,,,乙,丙,丁\n"));

        answer.Is(HttpStatusCode.UnprocessableEntity, "invalid-import");
        Assert.Equal(
            ["3 number", "4 group", "5 number", "6 number", "6 group", "6 title"],
            answer["errors"].EnumerateArray().Select(error => $"{error.GetProperty("row").GetInt32()} {error.GetProperty("column").GetString()}"));
        Assert.All(answer["errors"].EnumerateArray(), error => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", error.GetProperty("message").GetString()));
        Assert.Equal(2, await CountAsync(contest));
    }

    [Fact]
    public async Task A_missing_column_is_named_in_the_header_row()
    {
        var contest = await DraftAsync();
        var answer = await contest.ImportAsync("number,title,organization,summary\n1,a,b,c\n"u8.ToArray());
        answer.Is(HttpStatusCode.UnprocessableEntity, "invalid-import");
        Assert.Equal(["1 group", "1 region"], answer["errors"].EnumerateArray()
            .Select(error => $"{error.GetProperty("row").GetInt32()} {error.GetProperty("column").GetString()}"));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task A_wrong_encoding_is_named_and_nothing_is_imported(string encoding)
    {
        var contest = await DraftAsync();
        var bytes = Encoding.GetEncoding(encoding);
        var answer = await contest.ImportAsync([.. bytes.GetPreamble(), .. bytes.GetBytes(TwoEntries)]);
        answer.Is(HttpStatusCode.UnprocessableEntity, "invalid-import");
        Assert.Contains("GB18030", answer["errors"][0].GetProperty("message").GetString());
        (await contest.MoveAsync("screening")).Is(HttpStatusCode.NoContent);
        (await contest.MoveAsync("exhibiting")).Is(HttpStatusCode.Conflict, "illegal-move");
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_and_saves_nothing()
    {
        var contest = await DraftAsync();
        var answer = (await contest.ImportAsync(Encoding.UTF8.GetBytes(TwoEntries), "?dryRun=true")).Is(HttpStatusCode.OK);
        Assert.Equal(2, answer["imported"].GetInt32());
        Assert.True(answer["dryRun"].GetBoolean());
        (await contest.ImportAsync("nothing"u8.ToArray(), "?dryRun=true")).Is(HttpStatusCode.UnprocessableEntity, "invalid-import");
        Assert.Equal(0, await CountAsync(contest));
    }

    [Fact]
    public async Task An_entry_whose_number_stands_is_replaced_and_the_others_stay()
    {
        var contest = await DraftAsync();
        await contest.ImportAsync(Encoding.UTF8.GetBytes(TwoEntries));
        await contest.ImportAsync(Encoding.UTF8.GetBytes(Header + "\n2,village,改过的题目,丙,青海,新简介\n3,person,第三位,丁,宁夏,简介三\n"));

        await contest.MoveThroughAsync("screening", "exhibiting");
        var page = await contest.GetAsync($"/api/contests/{contest.Slug}/entries");
        Assert.Equal(["石榴籽村", "改过的题目", "第三位"], page["items"].EnumerateArray().Select(item => item.GetProperty("title").GetString()));
        Assert.Equal("village", page["items"][1].GetProperty("group").GetString());
    }

    [Fact]
    public async Task Once_on_show_entries_stay_as_they_are()
    {
        var contest = await app.ExhibitContestAsync();
        (await contest.ImportAsync(Encoding.UTF8.GetBytes(TwoEntries))).Is(HttpStatusCode.Conflict, "wrong-phase");
        Assert.Equal(10, await CountAsync(contest));
    }

    [Theory]
    [InlineData("", 10, 10)]
    [InlineData("?group=person", 5, 5)]
    [InlineData("?group=nobody", 0, 0)]
    [InlineData("?q=7", 1, 1)]
    [InlineData("?q=007号", 1, 1)]
    [InlineData("?q=单位1", 2, 2)]
    [InlineData("?q=甘肃&group=village", 5, 5)]
    [InlineData("?q=没有", 0, 0)]
    [InlineData("?pageSize=4", 4, 10)]
    [InlineData("?pageSize=4&page=3", 2, 10)]
    [InlineData("?pageSize=4&page=4", 0, 10)]
    [InlineData("?page=10000000", 0, 10)]
    public async Task Entries_are_found_by_group_number_and_words_page_by_page(string query, int items, int total)
    {
        var contest = await app.ExhibitContestAsync();
        var page = (await contest.GetAsync($"/api/contests/{contest.Slug}/entries{query}")).Is(HttpStatusCode.OK);
        Assert.Equal((items, total), (page["items"].GetArrayLength(), page["total"].GetInt32()));
    }

    private async Task<ContestUnderTest> DraftAsync()
    {
        var contest = new ContestUnderTest(app, new Draft());
        await contest.CreateAsync();
        return contest;
    }

    private async Task<long> CountAsync(ContestUnderTest contest)
    {
        await using var database = app.OpenDatabase();
        return await database.ExecuteScalarAsync<long>(
            "SELECT count(*) FROM entries WHERE contest_id = (SELECT id FROM contests WHERE slug = @Slug)", contest);
    }
}
