namespace Voting.Rules.Log;

/// <summary>One pass over bytes that claim to be canonical JSON.</summary>
internal ref struct CanonicalScanner(ReadOnlySpan<byte> text)
{
    private const int MaxDepth = 32;
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at = 0;

    public bool IsOneObject() => Object(1) && _at == _text.Length;

    private bool Value(int depth) => depth <= MaxDepth && Peek() switch
    {
        (byte)'"' => String(out _),
        (byte)'[' => Array(depth),
        (byte)'{' => Object(depth),
        _ => Integer(),
    };

    private bool Object(int depth)
    {
        if (!Take('{'))
            return false;
        if (Take('}'))
            return true;
        ReadOnlySpan<byte> previous = default;
        for (var first = true; ; first = false)
        {
            if (!String(out var key) || (!first && previous.SequenceCompareTo(key) >= 0))
                return false;
            previous = key;
            if (!Take(':') || !Value(depth + 1))
                return false;
            if (!Take(','))
                return Take('}');
        }
    }

    private bool Array(int depth)
    {
        if (!Take('['))
            return false;
        if (Take(']'))
            return true;
        do
        {
            if (!Value(depth + 1))
                return false;
        }
        while (Take(','));
        return Take(']');
    }

    private bool String(out ReadOnlySpan<byte> content)
    {
        content = default;
        if (!Take('"'))
            return false;
        var start = _at;
        while (_at < _text.Length && CanonicalJson.IsPlain((char)_text[_at]))
            _at++;
        content = _text[start.._at];
        return Take('"');
    }

    private bool Integer()
    {
        var negative = Take('-');
        if (Take('0'))
            return !negative;
        var start = _at;
        var value = 0L;
        while (Peek() is >= (byte)'0' and <= (byte)'9' and var digit)
        {
            value = value * 10 + (digit - '0');
            if (value > CanonicalJson.MaxInteger)
                return false;
            _at++;
        }
        return _at > start;
    }

    private readonly int Peek() => _at < _text.Length ? _text[_at] : -1;

    private bool Take(char expected)
    {
        if (Peek() != expected)
            return false;
        _at++;
        return true;
    }
}
