using System.Collections.Concurrent;
using System.Globalization;
using Voting.Server.Storage;

namespace Voting.Server.Ballots;

/// <summary>The counts of each shard as this server read them last.</summary>
internal sealed class TallyCache
{
    public const string BallotsField = "ballots";

    private readonly ConcurrentDictionary<BoxShard, Tally> _last = new();

    public static string FieldOf(int entry) => entry.ToString(CultureInfo.InvariantCulture);

    public Tally? Find(BoxShard shard) => _last.GetValueOrDefault(shard);

    public Tally Keep(BoxShard shard, int epoch, RedisReply fields)
    {
        var tally = Read(epoch, fields);
        // Of two readings the later one stays.
        return _last.AddOrUpdate(
            shard, tally, (_, last) => (last.Epoch, last.Ballots).CompareTo((epoch, tally.Ballots)) > 0 ? last : tally);
    }

    /// <param name="fields">Name and value in turn: entry numbers, and how many ballots there are.</param>
    public static Tally Read(int epoch, RedisReply fields)
    {
        var items = fields.Items;
        var votes = new Dictionary<int, long>(items.Count / 2);
        var ballots = 0L;
        for (var i = 0; i < items.Count; i += 2)
        {
            if (items[i].Text == BallotsField)
                ballots = items[i + 1].Number;
            else
                votes[int.Parse(items[i].Text, CultureInfo.InvariantCulture)] = items[i + 1].Number;
        }

        return new Tally(epoch, ballots, votes);
    }

    /// <summary>The whole box. Its epoch moves when one of a shard does, and begins with 1.</summary>
    public static Tally Sum(IReadOnlyList<Tally> parts)
    {
        if (parts is [var only])
            return only with { Epoch = Math.Max(1, only.Epoch) };
        var votes = new Dictionary<int, long>();
        foreach (var (entry, count) in parts.SelectMany(part => part.Votes))
            votes[entry] = votes.GetValueOrDefault(entry) + count;
        return new Tally(1 + parts.Sum(part => Math.Max(0, part.Epoch - 1)), parts.Sum(part => part.Ballots), votes);
    }
}
