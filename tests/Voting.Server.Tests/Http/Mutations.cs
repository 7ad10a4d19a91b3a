using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voting.Rules.Ranking;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <param name="MayPass">A request that a server may as well understand; all others must be refused.</param>
public sealed record Mutation(string Name, Func<HttpRequestMessage> Build, bool MayPass = false);

/// <summary>The table of bad requests: each endpoint's good request, bent in every way.</summary>
public static class Mutations
{
    public static readonly string[] Endpoints =
    [
        "POST ballots", "POST session", "POST organizer contests", "POST organizer import", "POST organizer phase",
        "GET entries", "GET entry", "GET leaderboard", "GET voter", "GET contest", "GET proof",
    ];

    private const string SlugMarker = "contest-to-be-made";

    public static IEnumerable<Mutation> Of(string endpoint, ContestUnderTest contest, ContestUnderTest draft)
    {
        var api = $"/api/contests/{contest.Slug}";
        var organizer = $"/api/organizer/contests/{draft.Slug}";
        return endpoint switch
        {
            "POST ballots" => [
                .. JsonMutations.Of(contest.BallotsUrl, """{"entries":[3,7]}""", Key),
                .. Keys(contest), .. Choices(contest),
                .. Slugs(slug => $"/api/contests/{slug}/ballots", """{"entries":[3]}""")],
            "POST session" => JsonMutations.Of("/api/session", """{"name":"organizer","password":"not the password"}"""),
            "POST organizer contests" => JsonMutations.Of("/api/organizer/contests", WholeContest(draft.Draft), WithFreshSlug),
            "POST organizer phase" => [
                .. JsonMutations.Of($"{organizer}/phase", """{"to":"voting","reason":"今天开始"}"""),
                .. Slugs(slug => $"/api/organizer/contests/{slug}/phase", """{"to":"screening"}""")],
            "POST organizer import" => ImportMutations.Of($"{organizer}/entries/import", draft.Draft.ToCsv()),
            "GET entries" => [
                .. Slugs(slug => $"/api/contests/{slug}/entries"), .. Query(api + "/entries", "group", "q", "page", "pageSize")],
            "GET entry" => [
                .. Slugs(slug => $"/api/contests/{slug}/entries/1"),
                .. HostileText.InPaths.Select(text => Get($"{api}/entries/{Uri.EscapeDataString(text)}"))],
            "GET leaderboard" => [
                .. Slugs(slug => $"/api/contests/{slug}/leaderboard"), .. Query(api + "/leaderboard", "group"),
                .. HostileText.Values.Select(text => Header(api + "/leaderboard", "If-None-Match", text))],
            "GET voter" => [
                .. Slugs(slug => $"/api/contests/{slug}/voter"),
                .. HostileText.Values.Select(text => Header(api + "/voter", "Cookie", $"device={text}")),
                .. HostileText.Values.Select(text => Header(api + "/voter", "Accept-Language", text))],
            "GET contest" => [
                .. Slugs(slug => $"/api/contests/{slug}"), .. Query(api, "lang"),
                .. HostileText.Values.Select(text => Header(api, "Cookie", $"lang={text}"))],
            "GET proof" => [.. Slugs(slug => $"/log/{slug}/proof?index=0"), .. Query($"/log/{contest.Slug}/proof", "index")],
            _ => throw new ArgumentOutOfRangeException(nameof(endpoint)),
        };
    }

    public static HttpRequestMessage Ballot(ContestUnderTest contest, byte[] body) =>
        Post(contest.BallotsUrl, body, "application/json", Key);

    public static HttpRequestMessage Post(string url, byte[] body, string? type, Action<HttpRequestMessage>? more = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        if (type is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        more?.Invoke(request);
        return request;
    }

    private static void Key(HttpRequestMessage request) => request.Headers.Add("Idempotency-Key", Voter.NewKey());

    private static string WholeContest(Draft draft)
    {
        var body = JsonSerializer.SerializeToNode(draft.ToBody(TestClock.Start), JsonSerializerOptions.Web)!;
        body["slug"] = SlugMarker;
        body["visibility"] = new JsonObject { ["mode"] = "live" };
        body["rules"]!["channels"] = new JsonArray("device");
        body["rules"]!["ballot"]!["perGroup"] = 5;
        body["rules"]!["score"] = JsonSerializer.SerializeToNode(ScorePolicy.Default, JsonSerializerOptions.Web);
        return body.ToJsonString();
    }

    /// <summary>What passes must pass for its own sake, and not be refused for a slug that the one before it took.</summary>
    private static void WithFreshSlug(HttpRequestMessage request)
    {
        using var body = new StreamReader(request.Content!.ReadAsStream(), Encoding.Latin1);
        var content = new ByteArrayContent(Encoding.Latin1.GetBytes(
            body.ReadToEnd().Replace(SlugMarker, new Draft().Slug, StringComparison.Ordinal)));
        content.Headers.ContentType = request.Content.Headers.ContentType;
        request.Content = content;
    }

    private static IEnumerable<Mutation> Keys(ContestUnderTest contest)
    {
        string?[] keys =
        [
            null, "", "short", "seven77", new('a', 65), new('a', 5000), "has space inside", "has.dots.inside", "has/slash/inside",
            "schlüssel-länger", "键键键键键键键键键键", "tab\tinside-key", "quote\"inside", "semi;colon;key", "key,key2key3key4", "plus+plus+plus",
        ];
        foreach (var key in keys)
            yield return new Mutation($"key '{key}'", () => Post(contest.BallotsUrl, """{"entries":[3]}"""u8.ToArray(), "application/json", request =>
            {
                if (key is not null)
                    request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            }));
        yield return new Mutation("two keys", () => Post(contest.BallotsUrl, """{"entries":[3]}"""u8.ToArray(), "application/json", request =>
            request.Headers.TryAddWithoutValidation("Idempotency-Key", [Voter.NewKey(), Voter.NewKey()])));
    }

    private static IEnumerable<Mutation> Choices(ContestUnderTest contest)
    {
        string[] lists =
        [
            "", "0", "-1", "11", "1,1", "3,4,3", "3,4,5,6,7,8", "2147483647", "2147483648", "4294967299", "-2147483648", "9223372036854775807",
            "9223372036854775808", "18446744073709551619", "1e0", "3.0", "3.5", "1e400", "-0.0", "01", "+3", "0x3", "3,", ",3", "3 4", "NaN", "Infinity",
            "\"3\"", "null", "true", "[3]", "{}", "3,null", "3,\"4\"", "3,99999999999999999999999999999", string.Join(',', Enumerable.Range(1, 3000)),
        ];
        return lists.Select(list => new Mutation(
            $"entries [{list[..Math.Min(40, list.Length)]}]", () => Ballot(contest, Encoding.UTF8.GetBytes($$"""{"entries":[{{list}}]}"""))));
    }

    private static IEnumerable<Mutation> Slugs(Func<string, string> url, string? body = null) => HostileText.InPaths
        .Select(text => url(Uri.EscapeDataString(text)))
        .Select(path => body is null
            ? Get(path)
            : new Mutation(Short(path), () => Post(path, Encoding.UTF8.GetBytes(body), "application/json", Key)));

    private static IEnumerable<Mutation> Query(string url, params string[] names) =>
        from name in names
        from text in HostileText.Values.Concat(HostileText.Numbers)
        from query in new[] { $"{name}={Uri.EscapeDataString(text)}", $"{name}={Uri.EscapeDataString(text)}&{name}=1" }
        select Get($"{url}?{query}");

    private static Mutation Get(string url) =>
        new(Short(url), () => new HttpRequestMessage(HttpMethod.Get, url), MayPass: true);

    private static Mutation Header(string url, string name, string value) => new(
        Short($"{name}: {value}"),
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation(name, value.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
            return request;
        },
        MayPass: true);

    private static string Short(string text) => text.Length <= 120 ? text : text[..120] + "…";
}
