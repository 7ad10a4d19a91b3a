using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Voting.Rules.Ranking;

namespace Voting.Verify.Recount;

/// <summary>A published <c>result.json</c>: rows in place order, scores as text with four decimals.</summary>
/// <param name="Size">Leaves of the log from which it was computed.</param>
public sealed record ResultFile(string Contest, long Size, IReadOnlyList<ResultGroup> Groups)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static ResultFile Read(byte[] file)
    {
        try
        {
            return JsonSerializer.Deserialize<ResultFile>(file, Strict) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new RefusedException("result-unreadable", $"result.json can not be read: {e.Message}");
        }
    }

    /// <summary>What was published is what the log gives, row by row.</summary>
    public void Compare(string slug, IReadOnlyList<GroupRanking> recounted)
    {
        if (Contest != slug)
            throw new RefusedException("other-contest", $"the result is that of {Contest}");
        if (!Groups.Select(group => group.Code).SequenceEqual(recounted.Select(group => group.Group)))
            throw new RefusedException("result-mismatch", "the result has other groups than the rules");
        foreach (var (published, group) in Groups.Zip(recounted))
        {
            if (published.Rows.Count != group.Rows.Count)
                throw new RefusedException("result-mismatch", $"group {group.Group} has {published.Rows.Count} rows in the result, {group.Rows.Count} by the log");
            foreach (var (row, counted) in published.Rows.Zip(group.Rows.Select(ResultRow.Of)))
                if (row != counted)
                    throw new RefusedException("result-mismatch", $"group {group.Group}: published {row}, recounted {counted}");
        }
    }
}

public sealed record ResultGroup(string Code, IReadOnlyList<ResultRow> Rows);

/// <param name="ExpertScore">Null where nobody marked the entry.</param>
/// <param name="TieStep">Null where the score alone decided.</param>
public sealed record ResultRow(
    int Rank, int Number, long Votes, string PublicScore, string? ExpertScore, string Score, string? TieStep)
{
    private const int Decimals = 4;

    public static ResultRow Of(RankedEntry row) => new(
        row.Rank, row.Number, row.Votes, Text(row.PublicScore), row.ExpertScore is { } expert ? Text(expert) : null, Text(row.Score), row.TieStep);

    public override string ToString() =>
        $"place {Rank}: entry {Number} with {Votes} votes, {PublicScore} and {ExpertScore ?? "no"} expert score, {Score}{(TieStep is null ? "" : $" ({TieStep})")}";

    private static string Text(Rational score) => score.Round(Decimals).ToString(CultureInfo.InvariantCulture);
}
