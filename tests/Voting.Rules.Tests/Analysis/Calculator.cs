using System.Globalization;

namespace Voting.Rules.Tests.Analysis;

/// <summary>Computes a term as it is shown: + − × ÷ √ ln and brackets, product before sum, in floating point.</summary>
internal sealed class Calculator
{
    private readonly string _term;
    private int _at;

    private Calculator(string term) => _term = term.Replace(" ", "", StringComparison.Ordinal);

    public static double Evaluate(string term)
    {
        var calculator = new Calculator(term);
        var value = calculator.Sum();
        return calculator._at == calculator._term.Length ? value : throw new FormatException($"'{term}' goes on at {calculator._at}.");
    }

    private double Sum()
    {
        var value = Product();
        while (true)
        {
            if (Take("+"))
                value += Product();
            else if (Take("−"))
                value -= Product();
            else
                return value;
        }
    }

    private double Product()
    {
        var value = Factor();
        while (true)
        {
            if (Take("×"))
                value *= Factor();
            else if (Take("÷"))
                value /= Factor();
            else
                return value;
        }
    }

    private double Factor()
    {
        if (Take("−"))
            return -Factor();
        if (Take("√"))
            return Math.Sqrt(Factor());
        if (Take("ln"))
            return Math.Log(Factor());
        if (Take("("))
        {
            var value = Sum();
            return Take(")") ? value : throw new FormatException($"'{_term}' has no bracket at {_at}.");
        }

        var start = _at;
        while (_at < _term.Length && (char.IsAsciiDigit(_term[_at]) || _term[_at] == '.'))
            _at++;
        return double.Parse(_term[start.._at], CultureInfo.InvariantCulture);
    }

    private bool Take(string sign)
    {
        if (!_term.AsSpan(_at).StartsWith(sign, StringComparison.Ordinal))
            return false;
        _at += sign.Length;
        return true;
    }
}
