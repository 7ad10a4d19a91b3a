using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Voting.Server.Pages;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>
/// One contest from its creation to the certificate, in the browsers of an organizer, an auditor, three voters and six experts, of whom
/// one steps back from an entry and one is late; and its result recomputed by the outsiders' program.
/// </summary>
[Collection(nameof(Site))]
public sealed class JourneyTests(Site site)
{
    private const string Slug = "journey";
    private const string Contest = $"/c/{Slug}";

    private const string Entries = """
        number,group,title,organization,region,summary
        1,village,云上茶园,云岭村委会,云南,茶园连着直播间
        2,village,清水课堂,清水乡学校,甘肃,山里孩子的科学课
        3,village,石桥新村,石桥村委会,贵州,老桥边的新房子

        """;

    private const string Experts = """
        周敏 | 农业大学
        李清 | 清水乡学校
        王磊 | 设计院
        赵岩 | 乡村研究会
        孙悦 | 电视台
        钱迟 | 规划院
        """;

    /// <summary>Marks in tenths of the scale, by expert (the late one has none) and entry; 0 where the expert steps back.</summary>
    private static readonly int[][] Tenths = [[9, 9, 5], [8, 0, 6], [7, 9, 6], [6, 8, 6], [5, 8, 10]];

    private readonly JourneyActs _acts = new(site, Slug);

    [SkippableFact]
    public async Task A_contest_from_its_creation_to_the_certificate()
    {
        Site.RequireBrowser();

        // 1. An organizer makes the contest and invites everybody by one-time links.
        var organizer = await _acts.SignInAsync();
        await _acts.CreateAsync(organizer, "山乡成果评选", "village | 典型村 | 2", "effect | 成效 | 100 | 60 | 有可核实的数据\nnovelty | 创新 | 10 | 40");
        await _acts.ImportAsync(organizer, Entries);
        await Expect(organizer.Locator(".notice-done")).ToContainTextAsync("已导入 3 项成果");
        var auditor = await _acts.InviteAuditorAsync(organizer, "journey-auditor");
        var experts = await _acts.InviteExpertsAsync(organizer, Experts);
        await _acts.MoveAsync(organizer, "进入初审");
        await _acts.MoveAsync(organizer, "开始展示");
        await _acts.WaitForPhaseAsync(organizer, "投票");

        // 2. Three voters, one of them without script: 3, 2 and 1 votes.
        var voters = new[] { await site.VisitAsync(), await site.VisitAsync(javaScript: false), await site.VisitAsync() };
        await _acts.VoteAsync(voters[0], 1, 2, 3);
        await _acts.VoteByFormAsync(voters[1], 1, 2);
        await _acts.VoteAsync(voters[2], 1);

        // 3. Five experts score, one of them not the entry of her own school; the sixth begins and does not end.
        for (var expert = 0; expert < Tenths.Length; expert++)
        {
            for (var entry = 0; entry < 3; entry++)
                await (Tenths[expert][entry] is > 0 and var tenths
                    ? _acts.MarkAsync(experts[expert], entry + 1, tenths)
                    : _acts.RecuseAsync(experts[expert], entry + 1, "本单位申报"));
            await _acts.SubmitAsync(experts[expert]);
        }

        await _acts.MarkAsync(experts[5], 1, 1);

        // 4. Voting is closed. The result waits for the late sheet until the organizer decides about it.
        await _acts.MoveAsync(organizer, "提前结束投票");
        await _acts.WaitForPhaseAsync(organizer, "复核");
        await _acts.MoveAsync(organizer, "公布结果");
        await Expect(organizer.Locator(".error-summary")).ToContainTextAsync("还有评分表未提交");
        await _acts.WaitNoLongerAsync(organizer, "钱迟", "截止后仍未提交");

        // 5. The auditor and the organizer look at what the result depends on; only one of them may go on.
        await ExpectToReadOnlyAsync(auditor);
        await ExpectAnalysisAsync(auditor);
        await ExpectAnalysisAsync(organizer);
        await _acts.MoveAsync(organizer, "公布结果");
        await _acts.WaitForPhaseAsync(organizer, "公布");

        // 6. Everybody sees the result and how it came about; an objection is answered in public.
        await ExpectResultAsync(voters[0]);
        await ExpectObjectionAnsweredAsync(voters[2], organizer);

        // 7. The winner prints a certificate, the organizer takes the tables, an outsider recounts.
        await ExpectCertificateAsync(voters[0]);
        await ExpectExportsAsync(organizer);
        await ExpectRecountAsync();
        foreach (var page in experts.Concat(voters).Append(auditor).Append(organizer))
            await page.Context.CloseAsync();
    }

    private async Task ExpectToReadOnlyAsync(IPage auditor)
    {
        foreach (var page in new[] { "", "/experts", "/people", "/analysis" })
        {
            Assert.Equal(200, (await auditor.GotoAsync(_acts.Organizing + page))!.Status);
            await Expect(auditor.Locator("main form[method=post]")).ToHaveCountAsync(0);
        }

        var requests = auditor.Context.APIRequest;
        foreach (var refused in new[]
                 {
                     await requests.PostAsync($"/api/organizer/contests/{Slug}/phase", new() { DataObject = new { to = "published" } }),
                     await requests.PatchAsync($"/api/organizer/contests/{Slug}", new() { DataObject = new { reason = "延长", closesAt = "2099-01-01T00:00:00Z" } }),
                     await requests.PostAsync($"{_acts.Organizing}/phase", new() { Form = requests.CreateFormData().Set("to", "published") }),
                 })
            Assert.Equal(403, refused.Status);
        await auditor.GotoAsync(_acts.Organizing);
        await Expect(auditor.Locator("[aria-current=step]")).ToHaveTextAsync("复核");
    }

    private async Task ExpectAnalysisAsync(IPage reader)
    {
        await reader.GotoAsync(_acts.Organizing);
        await reader.ClickAsync($"a[href='{_acts.Organizing}/analysis']");
        await Expect(reader.Locator("section:has(#weights) svg")).ToBeVisibleAsync();
        await Expect(reader.Locator("section:has(#experts) tbody tr")).ToHaveCountAsync(5);
        await Expect(reader.Locator("section:has(#first)")).ToContainTextAsync("清水课堂");
    }

    /// <summary>
    /// By hand, with 3, 2 and 1 votes: P = 100, 66.6667, 33.3333. E = (80 + 70 + 60) ÷ 3 = 70 without the highest and the lowest of five;
    /// (90 + 90 + 80 + 80) ÷ 4 = 85 of four marks; (60 + 60 + 60) ÷ 3 = 60. S = 94; 53.3333 + 17 = 70.3333; 26.6667 + 12 = 38.6667.
    /// </summary>
    private static async Task ExpectResultAsync(IPage visitor)
    {
        await visitor.GotoAsync($"{Contest}/results");
        await Expect(visitor.Locator("main")).ToContainTextAsync("公示期至");
        string[][] rows = [["1", "云上茶园", "3", "100.00", "70.00", "94.00"], ["2", "清水课堂", "2", "66.67", "85.00", "70.33"], ["3", "石桥新村", "1", "33.33", "60.00", "38.67"]];
        for (var i = 0; i < rows.Length; i++)
            await Expect(visitor.Locator("table.result tbody tr").Nth(i)).ToHaveTextAsync(new Regex(string.Join(".*", rows[i].Select(Regex.Escape)), RegexOptions.Singleline));

        foreach (var (title, number, formulas) in new[]
                 {
                     ("云上茶园", 1, new[] { "100 × 3 ÷ 3 = 100.0000", "= 70.0000", "80% × 100 + 20% × 70 = 94.0000" }),
                     ("清水课堂", 2, ["100 × 2 ÷ 3 = 66.6667", "= 85.0000", "80% × 66.666667 + 20% × 85 = 70.3333"]),
                 })
        {
            await visitor.GotoAsync($"{Contest}/results");
            await visitor.GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
            await visitor.WaitForURLAsync($"**{Contest}/results/{number}");
            await Expect(visitor.Locator(".formula")).ToContainTextAsync(formulas);
            await Expect(visitor.Locator(".worked-sheets > li")).ToHaveCountAsync(number == 1 ? 5 : 4);
        }
    }

    private async Task ExpectObjectionAnsweredAsync(IPage visitor, IPage organizer)
    {
        await visitor.GotoAsync($"{Contest}/results");
        await visitor.ClickAsync("main a[href$='/objections']");
        await visitor.FillAsync("#entry", "2");
        await visitor.FillAsync("#text", "请说明清水课堂的专家得分是怎样算出来的。");
        await visitor.FillAsync("#contact", "voter@example.com");
        await visitor.ClickAsync("main form button");
        await Expect(visitor.Locator(".notice-done")).ToBeVisibleAsync();
        await Expect(visitor.Locator("main")).ToContainTextAsync("还有 1 条异议正在处理");
        await Expect(visitor.Locator(".objection")).ToHaveCountAsync(0);

        await organizer.GotoAsync($"{_acts.Organizing}/objections");
        await Expect(organizer.Locator(".objection")).ToContainTextAsync("voter@example.com");
        await organizer.FillAsync(".objection textarea", "一位专家回避，其余四位专家的平均分为 85 分。");
        await organizer.ClickAsync(".objection button");

        await visitor.GotoAsync($"{Contest}/objections");
        await Expect(visitor.Locator(".objection")).ToContainTextAsync("平均分为 85 分");
        await Expect(visitor.Locator("body")).Not.ToContainTextAsync("voter@example.com");
    }

    /// <summary>Two places have one; the third has none.</summary>
    private async Task ExpectCertificateAsync(IPage winner)
    {
        await winner.GotoAsync($"{Contest}/results/1");
        await winner.ClickAsync("a[href$='/certificate']");
        await Expect(winner.Locator(".paper")).ToContainTextAsync(new Regex("山乡成果评选.*云上茶园.*云岭村委会.*典型村.*94\\.00", RegexOptions.Singleline));
        Assert.True(await winner.Locator(".paper img").EvaluateAsync<bool>("image => image.complete && image.naturalWidth > 0"));
        var code = await winner.Context.APIRequest.GetAsync((await winner.Locator(".paper img").GetAttributeAsync("src"))!);
        Assert.Equal(QrCode.Svg($"{site.Address}{Contest}/results/1"), await code.TextAsync());
        Assert.Equal(404, (await winner.GotoAsync($"{Contest}/results/3/certificate"))!.Status);
    }

    private async Task ExpectExportsAsync(IPage organizer)
    {
        await organizer.GotoAsync(_acts.Organizing);
        using var workbook = new ZipArchive(new MemoryStream(await DownloadAsync(organizer, "export.xlsx")));
        Assert.Equal(4, workbook.Entries.Count(part => part.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal)));
        var results = await DownloadAsync(organizer, "results.csv");
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), results[..3]);
        Assert.Contains("village,2,2,清水课堂,2,66.6667,85.0000,70.3333,", Encoding.UTF8.GetString(results));
    }

    private static async Task<byte[]> DownloadAsync(IPage page, string file)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync($"a[href$='{file}']"));
        return await File.ReadAllBytesAsync(await download.PathAsync());
    }

    /// <summary>The program as an outsider runs it, with nothing but the address and the key.</summary>
    private async Task ExpectRecountAsync()
    {
        using var client = new HttpClient();
        var key = (await client.GetStringAsync($"{site.Address}/log/{Slug}/vkey")).Split('\n')[0];
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "Voting.Verify.dll"), site.Address + Contest, "--vkey", key })
            start.ArgumentList.Add(argument);
        using var program = Process.Start(start)!;
        var written = await Task.WhenAll(program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        await program.WaitForExitAsync();

        var report = string.Concat(written);
        Assert.True(program.ExitCode == 0, report);
        Assert.Contains("verified: the published result is what the log and the sealed rules give", report);
        Assert.Contains("the key is the one you gave", report);
        Assert.Contains("place 1: entry 1 with 3 votes, 100.0000 and 70.0000 expert score, 94.0000", report);
        Assert.Contains("place 2: entry 2 with 2 votes, 66.6667 and 85.0000 expert score, 70.3333", report);
        Assert.Contains("place 3: entry 3 with 1 votes, 33.3333 and 60.0000 expert score, 38.6667", report);
    }
}
