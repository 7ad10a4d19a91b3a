using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Pages;

/// <summary>How a published score came about, and the certificate that leads there.</summary>
public sealed class ResultPagesTests(VotingApp app) : IClassFixture<VotingApp>
{
    [Fact]
    public async Task Every_entry_shows_its_arithmetic_once_the_result_is_published()
    {
        var contest = await app.OpenContestAsync();
        foreach (var entries in new[] { new[] { 1, 3 }, [1], [1, 2] })
            (await contest.NewVoter().CastAsync(entries)).Is(HttpStatusCode.Created);
        await contest.MoveThroughAsync("reviewing");
        Assert.Equal(HttpStatusCode.NotFound, (await contest.GetAsync($"/c/{contest.Slug}/results/3")).Status);
        await contest.MoveThroughAsync("published");

        var worked = (await contest.GetAsync($"/c/{contest.Slug}/results/3")).Is(HttpStatusCode.OK).Text;

        Assert.Contains("100 × 1 ÷ 3 = 33.3333", WebUtility.HtmlDecode(worked), StringComparison.Ordinal);
        Assert.Contains("80% × 33.333333 + 20% × 0 = 26.6667", WebUtility.HtmlDecode(worked), StringComparison.Ordinal);
        Assert.Contains($"/c/{contest.Slug}/results/3", (await contest.GetAsync($"/c/{contest.Slug}/results")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_for_awarded_entries_only_and_its_code_leads_to_the_arithmetic()
    {
        var contest = await app.OpenContestAsync();
        foreach (var entries in new[] { new[] { 1, 3, 5, 7 }, [1, 3, 5], [1, 3], [1] })
            (await contest.NewVoter().CastAsync(entries)).Is(HttpStatusCode.Created);
        await contest.MoveThroughAsync("reviewing", "published");

        // Three awards in this group: 7 is fourth.
        var certificate = (await contest.GetAsync($"/c/{contest.Slug}/results/5/certificate")).Is(HttpStatusCode.OK).Text;
        Assert.Contains("成果5", WebUtility.HtmlDecode(certificate), StringComparison.Ordinal);
        Assert.Contains($"/c/{contest.Slug}/results/5/qr.svg", certificate, StringComparison.Ordinal);
        Assert.StartsWith("<svg", (await contest.GetAsync($"/c/{contest.Slug}/results/5/qr.svg")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        foreach (var number in new[] { "7", "99", "x", "-1" })
            Assert.Equal(HttpStatusCode.NotFound, (await contest.GetAsync($"/c/{contest.Slug}/results/{number}/certificate")).Status);
    }
}
