using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Voting.Rules.Ranking;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Panel;

namespace Voting.Server.Ranking;

/// <summary>A contest's result as it is published and sealed.</summary>
/// <param name="Size">Leaves of the log that it was computed from.</param>
/// <param name="File">The bytes of <c>result.json</c>.</param>
public sealed record ResultFile(long Size, byte[] File)
{
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(File));
}

/// <summary>
/// Computes the result that is sealed: from the ledger's own counts, not the box's, with the ranking that the board has.
/// </summary>
public sealed class ResultSeal(ContestDirectory contests, LogStore logs, ReviewActStore ballots, PanelStore panel)
{
    private const int Decimals = 4;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>To be sealed only while the log has this size: whatever decides a result is a leaf.</summary>
    public async Task<ResultFile> ComputeAsync(Contest known)
    {
        // The size first: what comes later makes it another size, and this result is computed again.
        var head = await logs.ReadHeadAsync(known.Id);
        var contest = await contests.ReloadAsync(known.Slug);
        var votes = (await ballots.CountAsync(contest.Id)).Valid.Votes;
        var ranked = ContestRanking.Of(contest, votes, await panel.ReadRevealedAsync(contest.Id));
        return new ResultFile(head.Size, JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                contest = contest.Slug,
                size = head.Size,
                groups = ranked.Select(group => new { code = group.Group, rows = group.Rows.Select(Row) }),
            },
            Format));
    }

    private static object Row(RankedEntry row) => new
    {
        row.Rank,
        row.Number,
        row.Votes,
        publicScore = Text(row.PublicScore),
        expertScore = row.ExpertScore is { } expert ? Text(expert) : null,
        score = Text(row.Score),
        row.TieStep,
    };

    private static string Text(Rational score) => score.Round(Decimals).ToString(CultureInfo.InvariantCulture);
}
