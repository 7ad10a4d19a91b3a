using System.Globalization;
using System.Text;
using System.Text.Json;
using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;

namespace Voting.Server.Pages;

/// <summary>The public log for people: where it stands, and the proof of one line of it.</summary>
public static class VerifyPages
{
    public static void MapVerifyPage(this IEndpointRouteBuilder pages) => pages.MapGet("/c/{slug}/verify", GetVerify);

    public static async Task<IResult> GetVerify(
        string slug, string? index, string? ballot, HttpContext http, ContestDirectory contests, LogStore logs, LogKeys keys,
        LedgerStore ledger, SignedHeads heads)
    {
        if (contests.FindListed(slug) is not { } contest)
            return Page.Error(http, "contest-not-found");
        var state = await ReadStateAsync(contest, logs, heads);
        var asked = index?.Trim();
        var line = state is not null && long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < state.Checkpoint.Size
                ? await ReadLineAsync(contest, logs, state, number)
                : null;
        var kept = ballot is null ? null : await ledger.FindAsync(contest.Id, ballot);
        var missing = !string.IsNullOrEmpty(asked) && line is null;
        return Page.Of<VerifyPage>(
            http,
            new
            {
                Contest = contest, State = state, Asked = asked, Line = line, Missing = missing,
                Receipt = kept is null ? null : BallotReceipt.Text(kept),
                VerifierKey = keys.VerifierFor(contest.LogOrigin).ToString(),
            },
            missing ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    private static async Task<LogState?> ReadStateAsync(Contest contest, LogStore logs, SignedHeads heads)
    {
        if (await logs.FindNewestCheckpointAsync(contest.Id) is not ({ Size: > 0 } checkpoint, var note)
            || await logs.FindLeafAsync(contest.Id, checkpoint.Size - 1) is not { } last)
            return null;
        await heads.EnsurePublishedAsync(contest.Id, checkpoint.Size);
        using var leaf = JsonDocument.Parse(last);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(leaf.RootElement.GetProperty("t").GetInt64());
        return new LogState(checkpoint, note, at);
    }

    private static async Task<LogLine> ReadLineAsync(Contest contest, LogStore logs, LogState state, long index)
    {
        // What a line says is public as far as the counts are; that it is in the log is public always.
        var leaf = contest.Visibility.Mode == Visibility.Live || contest.Phase >= ContestPhase.Published
            ? await logs.FindLeafAsync(contest.Id, index)
            : null;
        return new LogLine(
            index, leaf is null ? null : Encoding.UTF8.GetString(leaf),
            await logs.ProveAsync(contest.Id, index, state.Checkpoint.Size, state.Note));
    }
}

/// <param name="At">Time of the last line.</param>
public sealed record LogState(Checkpoint Checkpoint, string Note, DateTimeOffset At);

/// <param name="Leaf">Null while what the lines say is not public.</param>
public sealed record LogLine(long Index, string? Leaf, string Proof);
