using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Voting.Server.Tests.Http;

/// <summary>A good JSON request bent: members removed, doubled, added and of other types; bytes cut, flipped and encoded wrongly.</summary>
public static class JsonMutations
{
    private static readonly string[] OtherValues =
    [
        "null", "true", "0", "-1", "1.5", "1e400", "99999999999999999999", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "\"a\\nb\"", "\" \"",
        "[]", "[null]", "[[]]", "[[1]]", "{}", "{\"x\":1}", "[{}]", "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":1}}}}}}}}",
    ];

    public static IEnumerable<Mutation> Of(string url, string good, Action<HttpRequestMessage>? more = null) =>
    [
        .. Shapes(good).Select(body => Post(url, body.Name, Encoding.UTF8.GetBytes(body.Json), more, mayPass: body.MayPass)),
        .. Bytes(Encoding.UTF8.GetBytes(good)).Select(body => Post(url, body.Name, body.Bytes, more, mayPass: false)),
        .. Types(url, good, more),
    ];

    private static IEnumerable<(string Name, string Json, bool MayPass)> Shapes(string good)
    {
        foreach (var path in Paths(JsonNode.Parse(good)!, []))
        {
            var at = string.Join('.', path);
            // Optional members may be absent; what others are, the endpoint's own tests say.
            yield return ($"without {at}", Edit(good, path, (parent, key) => Remove(parent, key)), true);
            if (JsonNode.Parse(good) is JsonObject root && path is [string member] && root[member]?.GetValueKind() == JsonValueKind.String)
                yield return ($"{at} with a line end", Replace(good, path, JsonSerializer.Serialize($"{root[member]}\n")), member is not ("slug" or "timeZone"));
            foreach (var value in OtherValues)
                yield return ($"{at} = {value}", Replace(good, path, value), true);
        }

        yield return ("unknown member", good[..^1] + ",\"unknown\":1}", false);
        yield return ("empty name", good[..^1] + ",\"\":1}", false);
        yield return ("prototype", good[..^1] + ",\"__proto__\":{}}", false);
        yield return ("doubled", good[..^1] + "," + good[1..], false);
        yield return ("two values", good + good, false);
        yield return ("in an array", $"[{good}]", false);
        yield return ("in a string", JsonSerializer.Serialize(good), false);
        yield return ("comment", "/* */" + good, false);
        yield return ("trailing comma", good[..^1] + ",}", false);
        yield return ("single quotes", good.Replace('"', '\''), false);
        yield return ("upper case", good.ToUpperInvariant(), false);
        yield return ("depth", string.Concat(Enumerable.Repeat("[", 5000)), false);
        foreach (var value in OtherValues)
            yield return ($"instead: {value}", value, false);
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Bytes(byte[] good)
    {
        for (var cut = 0; cut < good.Length; cut += 1 + good.Length / 40)
            yield return ($"cut at {cut}", good[..cut]);
        for (var at = 0; at < good.Length; at += 1 + good.Length / 20)
            yield return ($"invalid UTF-8 at {at}", [.. good[..at], 0xC3, 0x28, .. good[at..]]);
        for (var at = 0; at < good.Length; at += 1 + good.Length / 20)
            yield return ($"NUL at {at}", [.. good[..at], 0, .. good[at..]]);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(good)));
        yield return ("UTF-32", Encoding.UTF32.GetBytes(Encoding.UTF8.GetString(good)));
        yield return ("70 KB", [.. good[..^1], .. Enumerable.Repeat((byte)' ', 70_000), (byte)'}']);
        yield return ("zeros", new byte[1000]);
    }

    private static IEnumerable<Mutation> Types(string url, string good, Action<HttpRequestMessage>? more)
    {
        string?[] types =
        [
            null, "", "text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data",
            "multipart/form-data; boundary=x", "application/octet-stream", "application/jsonp", "json", "*/*", "image/png",
        ];
        return types.Select(type => new Mutation($"type {type}", () => Mutations.Post(url, Encoding.UTF8.GetBytes(good), type, more)));
    }

    private static Mutation Post(string url, string name, byte[] body, Action<HttpRequestMessage>? more, bool mayPass) =>
        new(name, () => Mutations.Post(url, body, "application/json", more), mayPass);

    private static IEnumerable<object[]> Paths(JsonNode node, object[] path)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => ((object)member.Key, member.Value)),
            JsonArray items => items.Select((item, i) => ((object)i, item)),
            _ => [],
        };
        foreach (var (key, child) in children)
        {
            yield return [.. path, key];
            if (child is not null)
                foreach (var deeper in Paths(child, [.. path, key]))
                    yield return deeper;
        }
    }

    private static string Edit(string json, object[] path, Action<JsonNode, object> edit)
    {
        var root = JsonNode.Parse(json)!;
        var parent = path[..^1].Aggregate(root, (node, key) => key is string name ? node[name]! : node[(int)key]!);
        edit(parent, path[^1]);
        return root.ToJsonString();
    }

    private static void Remove(JsonNode parent, object key)
    {
        if (parent is JsonObject members)
            members.Remove((string)key);
        else
            parent.AsArray().RemoveAt((int)key);
    }

    /// <summary>Through a marker, since some of the values are no JSON that a node could hold.</summary>
    private static string Replace(string json, object[] path, string value) => Edit(json, path, (parent, key) =>
    {
        if (key is string name)
            parent[name] = "~marker~";
        else
            parent[(int)key] = "~marker~";
    }).Replace("\"~marker~\"", value, StringComparison.Ordinal);
}
