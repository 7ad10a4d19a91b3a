namespace Voting.Rules.Panel;

/// <summary>One thing the experts mark.</summary>
/// <param name="Code">Stable name in sheets and exports.</param>
/// <param name="Name">What experts read.</param>
/// <param name="Max">Full mark in points, 1 or more.</param>
/// <param name="Weight">Relative, 1 or more: weights 30, 20, 50 and 3, 2, 5 mean the same.</param>
public sealed record Criterion(string Code, string Name, int Max, int Weight)
{
    /// <summary>Whether a mark, in thousandths of a point, lies between 0 and the full mark.</summary>
    public bool Accepts(long milliMark) => milliMark >= 0 && milliMark <= Max * 1000L;
}
