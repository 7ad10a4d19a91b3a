using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voting.Rules.Log;
using Voting.Verify.Recount;

namespace Voting.Verify.Tests;

/// <summary>Leaves as an organizer who has the key could write them, behind those of the real server.</summary>
public static class Crafted
{
    public const string Nobody = "00000000000000000000000000000000";

    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string NoReason => ContestCourse.HashOf([]);

    /// <summary>A leaf of the contest at the time of another one.</summary>
    public static byte[] Leaf(byte[] like, string type, Func<CanonicalObject, CanonicalObject> add)
    {
        var json = JsonNode.Parse(like)!;
        return add(new CanonicalObject().Add("c", (string)json["c"]!).Add("t", (long)json["t"]!).Add("type", type).Add("v", 1)).ToBytes();
    }

    public static byte[] Review(byte[] like, string type, long ballot) => Leaf(like, type, leaf => leaf
        .Add("i", ballot).Add("r", "manual").Add("e", NoReason).Add("a", new[] { Nobody }));

    public static byte[] Phase(byte[] like, string from, string to) => Leaf(like, "phase", leaf => leaf
        .Add("from", from).Add("to", to).Add("by", Nobody).Add("e", NoReason));

    /// <summary>The same leaf with members changed, canonical again.</summary>
    public static byte[] Change(byte[] leaf, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(leaf)!.AsObject();
        change(json);
        var sorted = new JsonObject(json.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        return Encoding.UTF8.GetBytes(sorted.ToJsonString(Wire));
    }

    public static string TypeOf(byte[] leaf) => (string)JsonNode.Parse(leaf)!["type"]!;

    /// <summary>Phase and seal behind the leaves that are there, with the result that these leaves give.</summary>
    public static async Task<Bundle> PublishAsync(Bundle bundle, System.Security.Cryptography.ECDsa key, Action<JsonObject>? changeResult = null)
    {
        var leaves = bundle.Leaves();
        var (_, verdict) = await Verifying.RunAsync(bundle.Copy().Sum().ToZip());
        var file = new ResultFile(
            (string)JsonNode.Parse(leaves[0])!["c"]!, leaves.Count,
            [.. verdict!.Standings.Select(group => new ResultGroup(group.Group, [.. group.Rows.Select(ResultRow.Of)]))]);
        var json = JsonSerializer.SerializeToNode(file, Wire)!.AsObject();
        changeResult?.Invoke(json);
        bundle.Files["result.json"] = Encoding.UTF8.GetBytes(json.ToJsonString(Wire));
        return bundle.WithLeaves(
        [
            .. leaves, Phase(leaves[^1], "reviewing", "published"),
            Leaf(leaves[^1], "seal", leaf => leaf.Add("result", ContestCourse.HashOf(bundle.Files["result.json"]))),
        ]).Sign(key).Sum();
    }
}
