namespace Voting.Rules.Ranking;

/// <summary>Among whom an entry is scored and placed.</summary>
public static class Scopes
{
    /// <summary>Each award group is a ranking of its own.</summary>
    public const string Group = "group";

    /// <summary>All groups are one ranking: one max(v), one row of places.</summary>
    public const string Contest = "contest";

    public static IReadOnlyList<string> Known { get; } = [Group, Contest];
}
