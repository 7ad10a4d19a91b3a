using System.Text.Json;
using Microsoft.OpenApi;
using Voting.Server.Http;

namespace Voting.Server.Voters;

/// <summary>What a solver sends back: base64 of <c>{challenge:{parameters,signature},solution:{counter,derivedKey,time?}}</c>.</summary>
public sealed record ChallengeSolution(Challenge Challenge, SolvedCounter Solution)
{
    /// <summary>The header it comes in, with the ballot.</summary>
    public const string Header = "Altcha";

    /// <summary>Characters of base64; a solution of ours has less than half as many.</summary>
    public const int Limit = 2048;

    public static OpenApiParameter Describe() => new()
    {
        Name = Header,
        In = ParameterLocation.Header,
        Description =
            "Solution of the `challenge` that a refusal `challenge-required` brought, with the repeated ballot: base64 of "
            + "`{challenge,solution:{counter,derivedKey}}` (ALTCHA v2).",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = Limit },
    };

    /// <returns>Null for whatever is not exactly of that shape; never an exception.</returns>
    public static ChallengeSolution? TryParse(string text)
    {
        var bytes = new byte[Limit];
        // One spelling: padded, no spaces.
        if (text.Length is 0 or > Limit || !Convert.TryFromBase64String(text, bytes, out var length)
            || Convert.ToBase64String(bytes, 0, length) != text)
            return null;
        try
        {
            var solution = JsonSerializer.Deserialize<ChallengeSolution>(bytes.AsSpan(0, length), WireJson.Strict);
            return solution is { Solution.DerivedKey: { Length: 2 * ChallengeParameters.DerivedLength } key }
                && ChallengeParameters.IsHex(key) && solution.Challenge.Parameters.IsOfOurKind()
                ? solution
                : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <param name="Counter">The first one, or any, whose derived key begins with the prefix.</param>
/// <param name="DerivedKey">Hex, as the solver derived it.</param>
/// <param name="Time">Milliseconds the solver says it took; not looked at.</param>
public sealed record SolvedCounter(uint Counter, string DerivedKey, double? Time = null);
