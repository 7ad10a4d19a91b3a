using System.Net.Http.Json;
using System.Text.Json;

namespace Voting.LoadTests;

/// <summary>What a server's public leaderboard shows.</summary>
public static class Board
{
    /// <returns>Votes by entry number.</returns>
    public static async Task<Dictionary<int, long>> ReadAsync(HttpClient http, Uri server, string slug, CancellationToken cancel)
    {
        var board = await http.GetFromJsonAsync<JsonElement>(new Uri(server, $"/api/contests/{slug}/leaderboard"), cancel);
        return board.GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rows").EnumerateArray())
            .ToDictionary(row => row.GetProperty("number").GetInt32(), row => row.GetProperty("votes").GetInt64());
    }
}
