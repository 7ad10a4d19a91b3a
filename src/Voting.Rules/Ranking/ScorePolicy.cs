using Voting.Rules.Panel;

namespace Voting.Rules.Ranking;

/// <summary>Something wrong with a policy.</summary>
/// <param name="Field">The property's JSON name.</param>
/// <param name="Message">What it must be.</param>
public sealed record PolicyProblem(string Field, string Message);

/// <summary>
/// How votes and marks become places; sealed with the rules (<c>rules.score</c>).
/// What a JSON object leaves out keeps its default.
/// </summary>
public sealed record ScorePolicy
{
    /// <summary>S is compared at so many decimals.</summary>
    public const int ComparedDecimals = 4;

    private const int WeightDecimals = 4;

    public static ScorePolicy Default { get; } = new();

    /// <summary>Share of P in S, 0..1, at most 4 decimals.</summary>
    public decimal PublicWeight { get; init; } = 0.8m;

    /// <summary>Share of E in S; both shares add up to exactly 1.</summary>
    public decimal ExpertWeight { get; init; } = 0.2m;

    /// <summary>A name of <see cref="PublicMethods"/>.</summary>
    public string Public { get; init; } = "max";

    /// <summary>A name of <see cref="ExpertMethods"/>.</summary>
    public string Expert { get; init; } = "trimmed";

    /// <summary>A name of <see cref="ExpertScales"/>.</summary>
    public string ExpertScale { get; init; } = "raw";

    /// <summary>A name of <see cref="Scopes"/>.</summary>
    public string Scope { get; init; } = Scopes.Group;

    /// <summary>Names of <see cref="TieSteps"/>, from "score" to "joint".</summary>
    public IReadOnlyList<string> Ties { get; init; } = TieSteps.Known;

    /// <summary>All problems, in property order; empty means the policy can rank.</summary>
    public IReadOnlyList<PolicyProblem> Validate() =>
    [
        .. WeightProblems("publicWeight", PublicWeight),
        .. WeightProblems("expertWeight", ExpertWeight),
        .. SumProblems(),
        .. NameProblems("public", Public, PublicMethods.Known),
        .. NameProblems("expert", Expert, ExpertMethods.Known),
        .. NameProblems("expertScale", ExpertScale, ExpertScales.Known),
        .. NameProblems("scope", Scope, Scopes.Known),
        .. TieProblems(),
    ];

    /// <summary>Equal policies rank alike: the tie steps are compared one by one.</summary>
    public bool Equals(ScorePolicy? other) => other is not null
        && (PublicWeight, ExpertWeight, Public, Expert, ExpertScale, Scope)
            == (other.PublicWeight, other.ExpertWeight, other.Public, other.Expert, other.ExpertScale, other.Scope)
        && Ties.SequenceEqual(other.Ties);

    public override int GetHashCode() =>
        HashCode.Combine(PublicWeight, ExpertWeight, Public, Expert, ExpertScale, Scope, string.Join(' ', Ties));

    private static IEnumerable<PolicyProblem> WeightProblems(string field, decimal weight)
    {
        if (weight is < 0 or > 1)
            yield return new(field, "must be between 0 and 1");
        else if (decimal.Round(weight, WeightDecimals) != weight)
            yield return new(field, $"must have at most {WeightDecimals} decimals");
    }

    private static IEnumerable<PolicyProblem> NameProblems(string field, string name, IReadOnlyList<string> known)
    {
        if (!known.Contains(name))
            yield return new(field, $"'{name}' is unknown; known are {string.Join(", ", known)}");
    }

    private IEnumerable<PolicyProblem> SumProblems()
    {
        if (PublicWeight is >= 0 and <= 1 && ExpertWeight is >= 0 and <= 1 && PublicWeight + ExpertWeight != 1)
            yield return new("expertWeight", "publicWeight and expertWeight must add up to exactly 1");
    }

    private IEnumerable<PolicyProblem> TieProblems()
    {
        if (Ties is null || Ties.Count == 0 || Ties[0] != TieSteps.Score || Ties[^1] != TieSteps.Joint)
            yield return new("ties", $"must begin with '{TieSteps.Score}' and end with '{TieSteps.Joint}'");

        foreach (var step in (Ties ?? []).CountBy(step => step ?? ""))
        {
            if (!TieSteps.Known.Contains(step.Key))
                yield return new("ties", $"'{step.Key}' is unknown; known are {string.Join(", ", TieSteps.Known)}");
            else if (step.Value > 1)
                yield return new("ties", $"'{step.Key}' stands there more than once");
        }
    }
}
