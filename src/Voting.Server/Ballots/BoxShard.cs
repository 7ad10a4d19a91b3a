using System.Collections.Concurrent;
using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Ballots;

/// <summary>
/// One shard of a contest's box in Redis, as this server knows it: the names of its keys, all of one hash slot, and the scripts
/// of the epoch in which it may be used. Without them it is being brought back by <see cref="BallotBoxRefill"/>.
/// </summary>
public sealed class BoxShard(Contest contest, int number, int shards)
{
    // A little less than 8 MiB, in up to sixteen parts: with what Redis puts before it, one more byte would take a quarter more.
    private const int FilterBits = (1 << 26) - (16 * 512);

    private readonly Lock _lock = new();
    private TaskCompletionSource _usable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile BoxScripts? _scripts;

    public long ContestId { get; } = contest.Id;

    public string Slug { get; } = contest.Slug;

    public int Number { get; } = number;

    public string Tag { get; } = $"{{{contest.Slug}:{number}}}";

    public string Meta => $"m:{Tag}";

    /// <summary>The stream of admitted ballots that are not settled.</summary>
    public string Intents => $"s:{Tag}";

    public string Tally => $"t:{Tag}";

    /// <summary>A filter of the keys of all periods; see <c>older_keys.lua</c>.</summary>
    public string OlderKeys => $"k:{Tag}";

    /// <summary>8 MiB for all shards together: beside ten million keys one of 25 new ones asks the ledger for nothing, beside a million one of 90,000.</summary>
    public int OlderKeysBits { get; } = FilterBits / shards;

    public string Addresses => $"a:{Tag}";

    /// <summary>Null while the shard can not be used.</summary>
    public BoxScripts? Scripts => _scripts;

    /// <summary>Of the last claim of this server: it need not wait for itself. A claim has a token of its own, so that a step which was given up and comes late does nothing.</summary>
    internal string LastToken { get; set; } = "";

    /// <summary>Intents that this server is recording: their repeats wait for the same end.</summary>
    internal ConcurrentDictionary<(int Epoch, long Seq), BallotIntent> InFlight { get; } = new();

    public string Voters(int period) => $"v:{Tag}:{period}";

    public void Use(int epoch)
    {
        lock (_lock)
        {
            _scripts = new BoxScripts(Tag, epoch);
            _usable.TrySetResult();
        }
    }

    /// <summary>These scripts do not fit what is in Redis any more.</summary>
    /// <returns>True for the first to notice.</returns>
    public bool Lose(BoxScripts known)
    {
        lock (_lock)
        {
            if (_scripts != known)
                return false;
            _scripts = null;
            _usable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <returns>Null when the shard did not become usable in that time.</returns>
    public async Task<BoxScripts?> WaitAsync(TimeSpan longest)
    {
        Task usable;
        lock (_lock)
            usable = _usable.Task;
        await usable.WaitAsync(longest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _scripts;
    }
}
