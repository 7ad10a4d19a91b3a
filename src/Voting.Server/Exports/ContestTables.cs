using System.Globalization;
using System.Text;
using System.Text.Json;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Panel;
using Voting.Server.Ranking;

namespace Voting.Server.Exports;

/// <summary>What an organizer takes out of a contest: entries, marks, results, and the acts of the log.</summary>
public sealed class ContestTables(ReviewActStore ballots, PanelStore panel, LogStore logs)
{
    public static readonly IReadOnlyList<string> Names = ["entries", "marks", "results", "audit"];

    /// <param name="name">One of <see cref="Names"/>.</param>
    public async Task<ExportTable> ReadAsync(Contest contest, string name) => name switch
    {
        "entries" => Entries(contest),
        "marks" => await MarksAsync(contest),
        "results" => await ResultsAsync(contest),
        "audit" => await AuditAsync(contest),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static ExportTable Entries(Contest contest) => new(
        "entries", ["number", "group", "title", "organization", "region", "summary", "description", "imageUrl", "shortlisted"],
        contest.Entries.Values.OrderBy(entry => entry.Number).Select(entry => (IReadOnlyList<object?>)
        [
            entry.Number, entry.Group, entry.Title, entry.Organization, entry.Region, entry.Summary, entry.Description,
            entry.ImageUrl, entry.Shortlisted ? "yes" : "no",
        ]));

    /// <summary>What is in the open: an expert is a number, as on the pages.</summary>
    private async Task<ExportTable> MarksAsync(Contest contest)
    {
        var marks = await panel.ReadRevealedAsync(contest.Id);
        var experts = marks.SelectMany(entry => entry.Select(sheet => sheet.Expert)).Distinct().Order(StringComparer.Ordinal).ToList();
        return new ExportTable(
            "marks", ["number", "expert", .. contest.Criteria.Select(criterion => criterion.Code)],
            marks.OrderBy(entry => entry.Key).SelectMany(entry => entry.Select(sheet => (IReadOnlyList<object?>)
                [entry.Key, experts.IndexOf(sheet.Expert) + 1, .. sheet.MilliMarks.Select(mark => (object?)(mark / 1000m))])));
    }

    private async Task<ExportTable> ResultsAsync(Contest contest)
    {
        var votes = await ballots.CountAsync(contest.Id);
        var groups = ContestRanking.Of(contest, votes.Valid.Votes, await panel.ReadRevealedAsync(contest.Id));
        return new ExportTable(
            "results", ["group", "rank", "number", "title", "votes", "publicScore", "expertScore", "score", "tieStep", "votesReceived"],
            groups.SelectMany(group => group.Rows.Select(row => (IReadOnlyList<object?>)
            [
                group.Group, row.Rank, row.Number, contest.Entries[row.Number].Title, row.Votes, row.PublicScore.Round(4),
                row.ExpertScore?.Round(4), row.ScoreCompared, row.TieStep, votes.Received.Votes.GetValueOrDefault(row.Number),
            ])));
    }

    /// <summary>Every leaf that is no ballot, as it stands in the log.</summary>
    private async Task<ExportTable> AuditAsync(Contest contest)
    {
        var size = (await logs.ReadHeadAsync(contest.Id)).Size;
        var acts = new List<IReadOnlyList<object?>>();
        for (var first = 0L; first < size; first += Tile.FullWidth)
        {
            var leaves = await logs.ReadLeavesAsync(contest.Id, first, Math.Min(first + Tile.FullWidth, size));
            for (var i = 0; i < leaves.Count; i++)
            {
                using var leaf = JsonDocument.Parse(leaves[i]);
                var type = leaf.RootElement.GetProperty("type").GetString();
                if (type == "ballot")
                    continue;
                var at = DateTimeOffset.FromUnixTimeMilliseconds(leaf.RootElement.GetProperty("t").GetInt64());
                acts.Add([first + i, at.ToString("O", CultureInfo.InvariantCulture), type, Encoding.UTF8.GetString(leaves[i])]);
            }
        }

        return new ExportTable("audit", ["logIndex", "time", "type", "leaf"], acts);
    }
}
