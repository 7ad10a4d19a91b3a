using Microsoft.OpenApi;

namespace Voting.Server.Ballots;

/// <summary>The <c>Idempotency-Key</c> of a ballot: 8 to 64 letters, digits, <c>-</c>, <c>_</c>, chosen by the client once per ballot.</summary>
public static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>Long enough to be unguessable, and so to stand in for a device on first contact.</summary>
    public const int FirstContactLength = 22;

    public static bool IsWellFormed(string? key) =>
        key is { Length: >= 8 and <= 64 } && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public static OpenApiParameter Describe() => new()
    {
        Name = Header,
        In = ParameterLocation.Header,
        Required = true,
        Description =
            "Chosen once for a ballot and kept for its retries: the same key gets the same answer, byte for byte. "
            + $"{FirstContactLength} characters or more where there is no device cookie yet.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[A-Za-z0-9_-]{8,64}$" },
    };
}
