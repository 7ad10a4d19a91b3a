using System.Collections.Concurrent;
using System.Threading.Channels;
using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Ballots;

/// <summary>All shards this server knows, and the queue of those to be brought (back) into use.</summary>
public sealed class BoxShards(LedgerStore ledger)
{
    private readonly ConcurrentDictionary<long, BoxShard[]> _shards = new();
    private readonly Channel<BoxShard> _lost = Channel.CreateUnbounded<BoxShard>();

    public ChannelReader<BoxShard> Lost => _lost.Reader;

    public IEnumerable<BoxShard> Known => _shards.Values.SelectMany(shards => shards);

    /// <summary>The shards of a contest; their number is fixed when the contest is created.</summary>
    public async ValueTask<IReadOnlyList<BoxShard>> OfAsync(Contest contest)
    {
        if (_shards.TryGetValue(contest.Id, out var known))
            return known;
        var head = await ledger.ReadHeadAsync(contest.Id);
        BoxShard[] fresh = [.. head.Epochs.Select((_, number) => new BoxShard(contest, number, head.Epochs.Count))];
        if (_shards.GetOrAdd(contest.Id, fresh) is var shards && shards == fresh)
            foreach (var shard in fresh)
                _lost.Writer.TryWrite(shard);
        return shards;
    }

    /// <summary>The voter's shard, by the first bits of the pseudonym.</summary>
    public static BoxShard OfVoter(IReadOnlyList<BoxShard> shards, byte[] voter) => shards[((voter[0] << 8) | voter[1]) % shards.Count];

    public void Lose(BoxShard shard, BoxScripts known)
    {
        if (shard.Lose(known))
            _lost.Writer.TryWrite(shard);
    }

    /// <summary>The shard could not be brought back yet.</summary>
    public void TryAgain(BoxShard shard) => _lost.Writer.TryWrite(shard);
}
