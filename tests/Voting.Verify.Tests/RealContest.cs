using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Panel;
using Voting.Server.Tests.App;

namespace Voting.Verify.Tests;

/// <summary>A contest on the real server: two days of voting, three experts, closed and under review; with its bundle.</summary>
public sealed class RealContest : IAsyncLifetime
{
    public const string Collection = "One real contest";

    private VotingApp _app = null!;

    public ContestUnderTest Contest { get; private set; } = null!;

    /// <summary>While voting was open, on the first day.</summary>
    public byte[] Running { get; private set; } = [];

    public byte[] Reviewed { get; private set; } = [];

    /// <summary>A key that an organizer could have made instead of the server's.</summary>
    public ECDsa OtherKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public async Task InitializeAsync()
    {
        _app = await VotingApp.StartAsync();
        Contest = await _app.OpenContestAsync();
        var voters = Enumerable.Range(0, 12).Select(_ => Contest.NewVoter()).ToList();
        for (var i = 0; i < voters.Count; i++)
            (await voters[i].CastAsync(1 + i % 10, 1 + (i + 3) % 10)).Is(HttpStatusCode.Created);
        Running = await BundleAsync(_app, Contest.Slug);
        await JudgeAsync(_app, Contest.Slug);
        _app.Clock.Advance(TimeSpan.FromDays(1));
        for (var i = 0; i < voters.Count; i++)
            for (var j = 0; j < 2; j++)
                (await voters[i].CastAsync(1 + (i + j) % 10)).Is(HttpStatusCode.Created);
        await Contest.MoveThroughAsync("reviewing");
        Reviewed = await BundleAsync(_app, Contest.Slug);
    }

    public Task DisposeAsync()
    {
        OtherKey.Dispose();
        return _app.DisposeAsync().AsTask();
    }

    public static async Task<byte[]> BundleAsync(VotingApp app, string slug)
    {
        var answer = await Answer.Of(app.NewClient().GetAsync($"/log/{slug}/bundle"));
        Assert.Equal("application/zip", answer.ContentType);
        return answer.Is(HttpStatusCode.OK).Bytes;
    }

    private static async Task JudgeAsync(VotingApp app, string slug)
    {
        var contest = app.Services.GetRequiredService<ContestDirectory>().Find(slug)!;
        var (panel, writer) = (app.Services.GetRequiredService<PanelStore>(), app.Services.GetRequiredService<LedgerWriter>());
        var sheets = new List<(long, ScoreSheet)>();
        foreach (var (i, name) in new[] { "甲", "乙", "丙" }.Index())
        {
            var id = await writer.ActAsync(transaction => panel.AddExpertAsync(
                transaction.Connection, transaction.Transaction, contest.Id, name, "大学"));
            sheets.Add((id, new ScoreSheet(
                slug, app.Services.GetRequiredService<ContestKeys>().Expert(slug, id),
                contest.Shortlist.ToDictionary(entry => entry.Number, entry => new[] { 60_000L + 1000 * ((entry.Number * 7 + i * 11) % 40) }))));
        }

        await app.Services.GetRequiredService<SubmitSheet>().SubmitAllAndRevealAsync(contest, sheets);
    }
}

[CollectionDefinition(RealContest.Collection)]
public sealed class OneRealContest : ICollectionFixture<RealContest>;
