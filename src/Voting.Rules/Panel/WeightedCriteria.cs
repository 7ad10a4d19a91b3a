using System.Numerics;
using Voting.Rules.Ranking;

namespace Voting.Rules.Panel;

/// <summary>
/// A contest's criteria made ready for many sheets. An expert's total is
/// Σ weight·mark/max · 100 / Σ weight; over the least common multiple L of the full marks that is one
/// whole number over the denominator 10·L·Σ weight, the same for every sheet.
/// </summary>
public sealed class WeightedCriteria
{
    private readonly IReadOnlyList<Criterion> _criteria;
    private readonly BigInteger[] _factors;
    private readonly BigInteger _denominator;

    public WeightedCriteria(IReadOnlyList<Criterion> criteria)
    {
        if (criteria.FirstOrDefault(c => c.Max < 1 || !c.HasUsableWeight()) is { } bad)
            throw new ArgumentException($"Criterion {bad.Code} needs a full mark of 1 or more and a weight above 0 with at most 4 decimals.", nameof(criteria));

        _criteria = criteria;
        var multiple = BigInteger.One;
        var weights = BigInteger.Zero;
        for (var i = 0; i < criteria.Count; i++)
        {
            multiple *= criteria[i].Max / BigInteger.GreatestCommonDivisor(multiple, criteria[i].Max);
            weights += criteria[i].ScaledWeight;
            Heaviest = criteria[i].Weight > criteria[Heaviest].Weight ? i : Heaviest;
        }

        _factors = [.. criteria.Select(c => c.ScaledWeight * (multiple / c.Max))];
        _denominator = 10 * multiple * weights;
    }

    /// <summary>No criteria: a contest without a panel.</summary>
    public bool IsEmpty => _criteria.Count == 0;

    /// <summary>Index of the criterion with the largest weight, the first listed where weights are equal.</summary>
    public int Heaviest { get; }

    /// <summary>One expert's weighted total of one entry, 0..100, exact.</summary>
    public Rational Total(ExpertMarks marks)
    {
        Check(marks);
        var total = BigInteger.Zero;
        for (var i = 0; i < _factors.Length; i++)
            total += _factors[i] * marks.MilliMarks[i];

        return new(total, _denominator);
    }

    private void Check(ExpertMarks marks)
    {
        var given = marks.MilliMarks;
        if (given.Count != _criteria.Count)
            throw new ArgumentException($"Expert {marks.Expert} gave {given.Count} marks for {_criteria.Count} criteria.", nameof(marks));

        for (var i = 0; i < given.Count; i++)
        {
            if (!_criteria[i].Accepts(given[i]))
                throw new ArgumentException($"Expert {marks.Expert}: {given[i]} thousandths is no mark for {_criteria[i].Code}.", nameof(marks));
        }
    }
}
