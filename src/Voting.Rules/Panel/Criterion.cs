using System.Text.Json.Serialization;

namespace Voting.Rules.Panel;

/// <summary>One thing the experts mark.</summary>
/// <param name="Code">Stable name in sheets and exports.</param>
/// <param name="Name">What experts read.</param>
/// <param name="Max">Full mark in points, 1 or more.</param>
/// <param name="Weight">Relative, above 0, at most 4 decimals: weights 30, 20, 50 and 0.3, 0.2, 0.5 mean the same.</param>
/// <param name="Anchor">What a high mark stands for, in a sentence; null where nothing was said.</param>
public sealed record Criterion(
    string Code, string Name, int Max, decimal Weight,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Anchor = null)
{
    /// <summary>The weight in ten-thousandths, a whole number.</summary>
    internal long ScaledWeight => (long)(Weight * 10_000);

    public bool HasUsableWeight() => Weight is > 0 and <= int.MaxValue && decimal.Round(Weight, 4) == Weight;

    /// <summary>Whether a mark, in thousandths of a point, lies between 0 and the full mark.</summary>
    public bool Accepts(long milliMark) => milliMark >= 0 && milliMark <= Max * 1000L;
}
