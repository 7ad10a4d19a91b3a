using System.Text.Json;

namespace Voting.Verify.Recount;

/// <summary>An <c>entries.json</c>: which numbers could be voted for, and in which group each is ranked.</summary>
public sealed class SealedEntries
{
    private static readonly JsonDocumentOptions UniqueKeys = new() { AllowDuplicateProperties = false };

    private readonly Dictionary<int, string> _groups = [];

    public SealedEntries(byte[] file)
    {
        try
        {
            using var entries = JsonDocument.Parse(file, UniqueKeys);
            foreach (var entry in entries.RootElement.EnumerateArray())
            {
                var number = entry.GetProperty("number").GetInt32();
                if (number < 1 || !_groups.TryAdd(number, entry.GetProperty("group").GetString()!))
                    throw Unreadable($"{number} is no number, or stands there twice");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Unreadable(e.Message);
        }
    }

    public IEnumerable<int> Numbers => _groups.Keys.Order();

    public bool Has(int number) => _groups.ContainsKey(number);

    public string GroupOf(int number) => _groups[number];

    private static RefusedException Unreadable(string why) => new("entries-unreadable", $"the sealed entries can not be read: {why}");
}
