using Microsoft.Playwright;
using Voting.Rules.Log;
using static Microsoft.Playwright.Assertions;

namespace Voting.Browser.Tests;

/// <summary>What the browser makes of a log that is not what it was, does not tell all, or can not be reached.</summary>
[Collection(nameof(Site))]
public sealed class DishonestLogTests(Site site)
{
    /// <summary>Sizes around every border of tiles, and a log of three levels of them.</summary>
    [SkippableFact]
    public async Task A_log_that_only_grew_proves_receipts_of_every_age()
    {
        Site.RequireBrowser();
        using var log = AnotherLog.Of(70_000);
        var receipt = await ReceiptPage.OpenAsync(site, log);
        foreach (var size in new[] { 1, 2, 255, 256, 257, 512, 65_535, 65_536, 65_537, 69_888, 69_999, 70_000 })
        {
            await receipt.CheckAsync(log.Answer(size / 3, size));
            await receipt.ExpectProvenAsync();
            await Expect(receipt.Page.Locator("[data-part=index]")).ToHaveTextAsync($"{size / 3}");
        }

        await receipt.CloseAsync();
    }

    [SkippableTheory]
    [InlineData(300)]
    [InlineData(256)]
    [InlineData(1000)]
    public async Task Two_logs_under_one_key_are_a_fork_and_both_heads_are_the_evidence(int size)
    {
        Site.RequireBrowser();
        using var log = AnotherLog.Of(1000);
        using var fork = log.Fork(shared: 200, more: 800);
        var answer = log.Answer(120, size);
        var receipt = await ReceiptPage.OpenAsync(site, fork);
        await receipt.CheckAsync(answer);

        var words = await receipt.ExpectAsync("alarm", "consistency", "fork");
        Assert.Contains("互相矛盾", words);
        var evidence = await receipt.Page.Locator("#heads").InputValueAsync();
        Assert.Equal(2, evidence.Split("\n\n— ").Length - 1);
        await receipt.CloseAsync();
    }

    [SkippableFact]
    public async Task A_log_that_lost_lines_is_an_alarm()
    {
        Site.RequireBrowser();
        using var log = AnotherLog.Of(400);
        using var shorter = log.Fork(shared: 390, more: 0);
        var receipt = await ReceiptPage.OpenAsync(site, shorter);
        await receipt.CheckAsync(log.Answer(395, 400));
        await receipt.ExpectAsync("alarm", "today", "shrunk");

        // The proof alone: the line can not be had any more, and that is told apart from a line that is not public.
        await receipt.CheckAsync(log.Proof(395, 400));
        await receipt.ExpectAsync("alarm", "today", "shrunk");
        await receipt.CloseAsync();
    }

    [SkippableFact]
    public async Task Damaged_tiles_and_missing_ones_have_words_of_their_own()
    {
        Site.RequireBrowser();
        using var log = AnotherLog.Of(700);
        var answer = log.Answer(5, 600);
        log.Damage(new TileId(0, 2));
        var receipt = await ReceiptPage.OpenAsync(site, log);
        log.ShownCheckpoint = Undamaged(log);
        await receipt.CheckAsync(answer);
        await receipt.ExpectAsync("alarm", "consistency", "tiles-differ");

        log.Withheld.Add("tile/0/002");
        await receipt.Page.ReloadAsync();
        await receipt.CheckAsync(answer);
        await receipt.ExpectAsync("alarm", "consistency", "tiles-missing");
        await receipt.CloseAsync();
    }

    [SkippableFact]
    public async Task A_checkpoint_of_another_key_is_an_alarm_and_so_is_another_key_than_the_announced_one()
    {
        Site.RequireBrowser();
        using var log = AnotherLog.Of(30);
        using var other = AnotherLog.Of(31);
        log.ShownCheckpoint = other.Checkpoint();
        var receipt = await ReceiptPage.OpenAsync(site, log);
        await receipt.CheckAsync(log.Answer(7, 20));
        await receipt.ExpectAsync("alarm", "today", "not-signed");

        log.ShownCheckpoint = null;
        await receipt.Page.Locator("#check summary").ClickAsync();
        await receipt.Page.Locator("#pinned").FillAsync(other.Key);
        await receipt.CheckAsync(log.Answer(7, 20));
        await receipt.ExpectAsync("alarm", "log", "key-differs");
        await receipt.Page.Locator("#pinned").FillAsync(log.Key + "\n");
        await receipt.CheckAsync(log.Answer(7, 20));
        await receipt.ExpectAsync("proven", "log", "same-key");
        await receipt.Page.Locator("#pinned").FillAsync("no key at all");
        await receipt.CheckAsync(log.Answer(7, 20));
        await receipt.ExpectAsync("unreadable", "log", "no-pinned-key");
        await receipt.CloseAsync();
    }

    [SkippableFact]
    public async Task While_lines_are_not_public_a_receipt_that_holds_its_line_is_proven_and_a_bare_proof_is_not()
    {
        Site.RequireBrowser();
        using var log = AnotherLog.Of(500);
        log.Withheld.Add("tile/entries/");
        var receipt = await ReceiptPage.OpenAsync(site, log, address: log.Link(321));
        await receipt.ExpectAsync("proven", "leaf", "hidden");
        await receipt.CheckAsync(log.Answer(321, 400));
        await receipt.ExpectProvenAsync();
        await receipt.CheckAsync(log.Proof(321, 400));
        await receipt.ExpectAsync("not-shown", "leaf", "unknown");
        await receipt.CloseAsync();
    }

    [SkippableFact]
    public async Task A_link_to_a_line_that_is_another_now_is_refused()
    {
        Site.RequireBrowser();
        using var log = AnotherLog.Of(50);
        using var fork = log.Fork(shared: 20, more: 30);
        var receipt = await ReceiptPage.OpenAsync(site, fork, address: log.Link(33));
        await receipt.ExpectAsync("refused", "leaf", "other-leaf");
        await receipt.CloseAsync();
    }

    [SkippableFact]
    public async Task A_log_that_can_not_be_reached_is_no_verdict_on_the_ballot()
    {
        Site.RequireBrowser();
        using var log = AnotherLog.Of(50);
        var receipt = await ReceiptPage.OpenAsync(site, log);
        await receipt.Page.RouteAsync("**/log/*/checkpoint", route => route.AbortAsync());
        await receipt.CheckAsync(log.Answer(33, 40));
        await receipt.ExpectAsync("not-compared", "today", "unreachable");
        await receipt.Page.RouteAsync("**/log/**", route => route.FulfillAsync(new RouteFulfillOptions { Status = 503 }));
        await receipt.CheckAsync(log.Answer(33, 40));
        await receipt.ExpectAsync("unreachable");
        await receipt.CloseAsync();
    }

    /// <summary>Today's head as it was signed before the tile was damaged.</summary>
    private static string Undamaged(AnotherLog log)
    {
        log.Damage(new TileId(0, 2));
        var checkpoint = log.Checkpoint();
        log.Damage(new TileId(0, 2));
        return checkpoint;
    }
}
