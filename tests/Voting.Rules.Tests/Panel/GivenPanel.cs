using System.Globalization;
using Voting.Rules.Panel;

namespace Voting.Rules.Tests.Panel;

/// <summary>Panels written as they are read: a line for each expert, a total for each entry, "-" where recused.</summary>
internal static class GivenPanel
{
    private static readonly WeightedCriteria OneCriterion = new(Ranking.Given.OneCriterion);

    public static PanelScore[] ScoresOf(string scale, string method, params string[] experts)
    {
        var lines = experts.Select(line => line.Split(' ')).ToArray();
        return PanelScore.Of(
            [
                .. Enumerable.Range(0, lines[0].Length).Select(entry => (IReadOnlyList<ExpertMarks>)
                [
                    .. lines.Index().Where(line => line.Item[entry] != "-").Select(line => new ExpertMarks(
                        $"x{line.Index}", [(long)(decimal.Parse(line.Item[entry], CultureInfo.InvariantCulture) * 1000)])),
                ]),
            ],
            OneCriterion, scale, method);
    }

    /// <summary>E of each entry in lowest terms, "-" where there is none.</summary>
    public static string Words(IEnumerable<PanelScore> scores) =>
        string.Join(' ', scores.Select(score => score.Expert?.ToString() ?? "-"));

    public static string Scores(string scale, string method, params string[] experts) => Words(ScoresOf(scale, method, experts));
}
