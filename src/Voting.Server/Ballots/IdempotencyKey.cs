namespace Voting.Server.Ballots;

/// <summary>The <c>Idempotency-Key</c> of a ballot: 8 to 64 letters, digits, <c>-</c>, <c>_</c>, chosen by the client once per ballot.</summary>
public static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>Long enough to be unguessable, and so to stand in for a device on first contact.</summary>
    public const int FirstContactLength = 22;

    public static bool IsWellFormed(string? key) =>
        key is { Length: >= 8 and <= 64 } && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
