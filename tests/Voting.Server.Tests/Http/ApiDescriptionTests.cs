using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Voting.Server.Http;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

public sealed class ApiDescriptionTests(VotingApp app) : IClassFixture<VotingApp>
{
    private async Task<JsonNode> ReadAsync() => (await app.NewClient().GetFromJsonAsync<JsonNode>("/openapi/v1.json"))!;

    private static IEnumerable<(string Name, JsonNode Operation)> OperationsOf(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key} {path.Key}", operation.Value!);

    [Fact]
    public async Task Every_route_says_what_it_is_for_and_with_which_codes_it_refuses()
    {
        foreach (var (name, operation) in OperationsOf(await ReadAsync()).Where(route => route.Name != "get /api/contests"))
        {
            Assert.False(string.IsNullOrEmpty((string?)operation["summary"]), name);
            var refusals = operation["responses"]!.AsObject().Where(answer => answer.Key[0] is '4' or '5').ToList();
            Assert.NotEmpty(refusals);
            foreach (var (status, answer) in refusals)
            {
                Assert.NotNull(answer!["content"]?["application/problem+json"]);
                Assert.All(((string)answer["description"]!).Split(", "), code => Assert.Equal(status, $"{Problems.StatusOf(code)}"));
            }
        }
    }

    [Fact]
    public async Task Numbers_are_numbers_times_are_strings_and_what_may_be_absent_is_not_required()
    {
        var document = await ReadAsync();
        foreach (var (type, schema) in document["components"]!["schemas"]!.AsObject())
            foreach (var (name, property) in schema!["properties"]?.AsObject() ?? [])
            {
                var types = property!["type"] is JsonArray several ? several.Select(one => (string)one!).ToList() : [(string?)property["type"] ?? "$ref"];
                Assert.False(types.Contains("string") && types.Count(one => one != "null") > 1, $"{type}.{name}");
                Assert.True((string?)property["format"] != "date-time" || types.Contains("string"), $"{type}.{name}");
                Assert.False(types.Contains("null") && schema["required"]?.AsArray().Any(one => (string?)one == name) == true, $"{type}.{name}");
            }
    }

    [Fact]
    public async Task A_ballot_needs_its_key() => Assert.Contains(
        (await ReadAsync())["paths"]!["/api/contests/{slug}/ballots"]!["post"]!["parameters"]!.AsArray(),
        parameter => (string?)parameter!["name"] == "Idempotency-Key" && (bool?)parameter["required"] == true);
}
