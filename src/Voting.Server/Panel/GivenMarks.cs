using System.Globalization;
using System.Text.Json;
using Voting.Rules.Panel;
using Voting.Server.Contests;
using Regex = System.Text.RegularExpressions.Regex;
using RegexOptions = System.Text.RegularExpressions.RegexOptions;

namespace Voting.Server.Panel;

/// <summary>Marks as they were written, in JSON or into the fields of a form.</summary>
/// <param name="Texts">By criterion; null or blank where no mark is given.</param>
public sealed record GivenMarks(IReadOnlyDictionary<string, string?> Texts)
{
    public const int LongestComment = 2000;
    public const int LongestReason = 500;

    private const int Decimals = 3;
    private static readonly Regex Form = new(@"^-?[0-9]{1,9}(\.[0-9]{1,9})?\z", RegexOptions.NonBacktracking);

    public static GivenMarks Of(IReadOnlyDictionary<string, JsonElement> json) => new(json.ToDictionary(
        mark => mark.Key, mark => mark.Value.ValueKind == JsonValueKind.Null ? null : mark.Value.GetRawText()));

    /// <returns>Thousandths in criterion order, null where no mark is given; or what is wrong, by field.</returns>
    public (IReadOnlyList<long?> Marks, IReadOnlyList<FieldError> Errors) Read(IReadOnlyList<Criterion> criteria)
    {
        var errors = Texts.Keys.Where(code => criteria.All(criterion => criterion.Code != code))
            .Select(code => new FieldError($"marks.{code}", "unknown")).ToList();
        var marks = new long?[criteria.Count];
        for (var i = 0; i < marks.Length; i++)
        {
            var text = Texts.GetValueOrDefault(criteria[i].Code)?.Trim();
            if (string.IsNullOrEmpty(text))
                continue;
            var problem = Form.IsMatch(text) ? Check(decimal.Parse(text, CultureInfo.InvariantCulture), criteria[i]) : "format";
            if (problem is null)
                marks[i] = (long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 1000);
            else
                errors.Add(new($"marks.{criteria[i].Code}", problem));
        }

        return (marks, errors);
    }

    /// <summary>Texts that experts and organizers write: what no database or reader could make anything of is refused.</summary>
    public static bool IsText(string text, int longest) =>
        text.Length <= longest && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));

    public static bool IsReason(string? text) => !string.IsNullOrWhiteSpace(text) && IsText(text, LongestReason);

    private static string? Check(decimal mark, Criterion criterion)
    {
        if (mark < 0 || mark > criterion.Max)
            return "range";
        return decimal.Round(mark, Decimals) == mark ? null : "decimals";
    }
}
