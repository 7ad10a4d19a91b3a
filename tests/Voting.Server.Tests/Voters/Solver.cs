using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voting.Server.Http;
using Voting.Server.Tests.App;
using Voting.Server.Voters;

namespace Voting.Server.Tests.Voters;

/// <summary>Solves challenges as a browser does, and bends solutions as an attacker does.</summary>
internal static class Solver
{
    /// <summary>The challenge in a refusal.</summary>
    public static Challenge ChallengeOf(Answer refused) =>
        refused.Is(System.Net.HttpStatusCode.Forbidden, "challenge-required")["challenge"].Deserialize<Challenge>(WireJson.Options)!;

    public static string Solve(Challenge challenge)
    {
        var parameters = challenge.Parameters;
        for (uint counter = 0; ; counter++)
            if (Convert.ToHexStringLower(parameters.Derive(counter)) is var key && key.StartsWith(parameters.KeyPrefix, StringComparison.Ordinal))
                return Payload(challenge, counter, key);
    }

    public static string Payload(Challenge challenge, uint counter, string key) =>
        Encode(JsonSerializer.Serialize(new { challenge, solution = new { counter, derivedKey = key, time = 1.5 } }, WireJson.Options));

    /// <summary>The same solution with something else in it.</summary>
    public static string Bend(string payload, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Convert.FromBase64String(payload))!.AsObject();
        change(json);
        return Encode(json.ToJsonString());
    }

    public static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));

    /// <summary>Casts; where a challenge is asked for, solves it and sends the ballot again with the same key.</summary>
    public static async Task<Answer> CastWorkingAsync(this Voter voter, int[] entries, string key)
    {
        var answer = await voter.CastAsync(entries, key);
        return answer.Code == "challenge-required" ? await voter.CastAsync(entries, key, Solve(ChallengeOf(answer))) : answer;
    }
}
