using System.Globalization;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Storage;

namespace Voting.Server.Ballots;

/// <summary>Intents as they stand in a shard's stream: id <c>epoch-seq</c>, and the fields that <c>cast_ballot.lua</c> wrote.</summary>
public static class StreamedIntent
{
    public static string IdOf(BallotIntent intent) => string.Create(CultureInfo.InvariantCulture, $"{intent.Epoch}-{intent.Seq}");

    /// <summary>The oldest intents of a shard, or those of exactly one id.</summary>
    public static async Task<IReadOnlyList<BallotIntent>> ReadAsync(
        RedisConnection redis, BoxShard shard, int most, string from = "-", string to = "+")
    {
        var reply = await redis.CallAsync("XRANGE", shard.Intents, from, to, "COUNT", most);
        return [.. reply.Items.Select(item => Read(shard, item))];
    }

    private static BallotIntent Read(BoxShard shard, RedisReply item)
    {
        var id = item[0].Text.Split('-');
        var items = item[1].Items;
        var fields = new Dictionary<string, RedisReply>();
        for (var i = 0; i < items.Count; i += 2)
            fields[items[i].Text] = items[i + 1];
        return new BallotIntent
        {
            ContestId = shard.ContestId,
            Slug = shard.Slug,
            BallotId = fields["b"].Text,
            Voter = fields["v"].Bytes,
            KeyHash = fields["k"].Bytes,
            Channel = fields["c"].Text,
            Entries = PackedBallot.Entries(fields["e"].Bytes),
            Trace = fields["o"].Bytes,
            Period = (int)fields["p"].Number,
            AcceptedAt = fields["t"].Number,
            Remaining = (int)fields["r"].Number,
            Shard = shard.Number,
            Epoch = int.Parse(id[0], CultureInfo.InvariantCulture),
            Seq = long.Parse(id[1], CultureInfo.InvariantCulture),
            MayStand = true,
        };
    }
}
