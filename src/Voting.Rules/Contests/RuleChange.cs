using System.Text.Json;

namespace Voting.Rules.Contests;

/// <summary>One member of <c>rules.json</c> that an amendment changes.</summary>
/// <param name="Field">The member's name.</param>
/// <param name="Old">Null where the rules did not have it.</param>
/// <param name="New">Null where the amended rules do not have it.</param>
public sealed record RuleChange(string Field, JsonElement? Old, JsonElement? New)
{
    /// <summary>Every member that differs between two <c>rules.json</c>, in the order of the older one.</summary>
    /// <exception cref="JsonException">One of the files is no JSON object.</exception>
    public static IReadOnlyList<RuleChange> Between(byte[] old, byte[] amended)
    {
        var (before, after) = (MembersOf(old), MembersOf(amended));
        return
        [
            .. before.Keys.Union(after.Keys)
                .Select(field => new RuleChange(field, Find(before, field), Find(after, field)))
                .Where(change => change is not ({ Old: { } was, New: { } now }) || !JsonElement.DeepEquals(was, now)),
        ];
    }

    private static JsonElement? Find(OrderedDictionary<string, JsonElement> members, string field) =>
        members.TryGetValue(field, out var value) ? value : null;

    private static OrderedDictionary<string, JsonElement> MembersOf(byte[] file)
    {
        using var rules = JsonDocument.Parse(file);
        if (rules.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException("The rules are no object.");
        var members = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in rules.RootElement.EnumerateObject())
            members[member.Name] = member.Value.Clone();
        return members;
    }
}
