using System.Text.Json;
using Voting.Rules.Ranking;

namespace Voting.Verify.Recount;

/// <summary>The board of a contest as its server shows it, compared as far as it shows something.</summary>
public static class BoardFile
{
    public static void Compare(byte[] board, IReadOnlyList<GroupRanking> recounted)
    {
        try
        {
            using var shown = JsonDocument.Parse(board);
            var rows = recounted.SelectMany(group => group.Rows).ToDictionary(row => row.Number);
            foreach (var row in shown.RootElement.GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rows").EnumerateArray()))
            {
                var number = row.GetProperty("number").GetInt32();
                if (!rows.Remove(number, out var counted))
                    throw new RefusedException("board-mismatch", $"the board has entry {number}, the log has not, or twice");
                Compare(row, number, "rank", counted.Rank);
                Compare(row, number, "votes", counted.Votes);
                Compare(row, number, "publicScore", counted.PublicShown);
                Compare(row, number, "expertScore", counted.ExpertShown);
                Compare(row, number, "score", counted.ScoreShown);
            }

            if (rows.Count > 0)
                throw new RefusedException("board-mismatch", $"the board does not have entry {rows.Keys.Min()}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new RefusedException("board-mismatch", $"the board can not be read: {e.Message}");
        }
    }

    /// <summary>What a rule of visibility hides is absent.</summary>
    private static void Compare(JsonElement row, int number, string field, decimal? counted)
    {
        if (row.TryGetProperty(field, out var shown) && shown.ValueKind != JsonValueKind.Null && shown.GetDecimal() != counted)
            throw new RefusedException("board-mismatch", $"entry {number}: the board shows {field} {shown}, the log gives {counted}");
    }
}
