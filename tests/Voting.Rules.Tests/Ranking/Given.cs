using FsCheck;
using FsCheck.Fluent;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

/// <summary>Entries and panels for the tests, written and generated.</summary>
internal static class Given
{
    /// <summary>One criterion of 100 points: an expert's mark is the expert's total, so examples stay readable.</summary>
    public static readonly Criterion[] OneCriterion = [new("overall", "总体", 100, 1)];

    /// <summary>Five criteria of unlike full marks and weights; "effect" is the heaviest.</summary>
    public static readonly Criterion[] FiveCriteria =
    [
        new("policy", "政策", 10, 15), new("effect", "成效", 30, 30), new("model", "示范", 20, 25),
        new("story", "叙述", 25, 20), new("spread", "传播", 15, 10),
    ];

    /// <summary>All 7 · 4 · 5 · 2 combinations of methods, scale and scope, weighted 80 to 20.</summary>
    public static readonly ScorePolicy[] Policies =
    [
        .. from votes in PublicMethods.Known from expert in ExpertMethods.Known from scale in ExpertScales.Known from scope in Scopes.Known
           select new ScorePolicy { Public = votes, Expert = expert, ExpertScale = scale, Scope = scope },
    ];

    /// <summary>An entry under <see cref="OneCriterion"/>: one expert for each mark, in points.</summary>
    public static RankingEntry Entry(int number, long votes, params decimal[] marks) =>
        new(number, votes, [.. marks.Index().Select(m => new ExpertMarks($"x{m.Index}", [(long)(m.Item * 1000)]))]);

    public static IReadOnlyList<RankedEntry> Ranked(params RankingEntry[] entries) =>
        CombinedRanking.Rank(entries, OneCriterion, ScorePolicy.Default);

    /// <summary>Rows as (number, rank, step), the part most examples are about.</summary>
    public static IEnumerable<(int Number, int Rank, string? Step)> Places(this IEnumerable<RankedEntry> rows) =>
        rows.Select(row => (row.Number, row.Rank, row.TieStep));

    /// <summary>
    /// 1-12 entries under <see cref="FiveCriteria"/>. Votes and marks come from few values as often as from many,
    /// so ties of every depth occur; experts are missing here and there.
    /// </summary>
    public static Arbitrary<RankingEntry[]> Entries { get; } = (
        from count in Gen.Choose(1, 12)
        from most in Gen.Elements(0, 2, 5, 1_000_000)
        from grain in Gen.Elements(1, 500, 5000, 10_000)
        from entries in Gen.CollectToArray(Enumerable.Range(1, count), number => Entry(number, most, grain))
        select entries).ToArbitrary();

    private static Gen<RankingEntry> Entry(int number, int mostVotes, int grain) =>
        from votes in Gen.Choose(0, mostVotes)
        from experts in Gen.Choose(0, 7)
        from marks in Gen.CollectToArray(Enumerable.Range(1, experts), expert => Marks(expert, grain))
        select new RankingEntry(number, votes, marks);

    private static Gen<ExpertMarks> Marks(int expert, int grain) =>
        from marks in Gen.CollectToArray(FiveCriteria, c => Gen.Choose(0, c.Max * 1000 / grain).Select(m => (long)m * grain))
        select new ExpertMarks($"x{expert}", marks);
}
