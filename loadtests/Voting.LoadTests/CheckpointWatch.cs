using Voting.Rules.Log;

namespace Voting.LoadTests;

/// <summary>
/// Takes a server's newest checkpoint again and again while it is killed and started: what was once signed for a size stays the
/// only root of that size.
/// </summary>
public sealed class CheckpointWatch(Uri server, string slug, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Dictionary<long, byte[]> _roots = [];
    private readonly List<string> _forks = [];

    public async Task RunAsync(CancellationToken over)
    {
        using var log = new PublicLog(server, slug);
        IReadOnlyList<VerifierKey>? keys = null;
        while (!over.IsCancellationRequested)
        {
            try
            {
                keys ??= await log.ReadKeysAsync(over);
                var checkpoint = await log.ReadCheckpointAsync(keys, over);
                if (!_roots.TryAdd(checkpoint.Size, checkpoint.Root) && !_roots[checkpoint.Size].AsSpan().SequenceEqual(checkpoint.Root))
                    _forks.Add($"two roots were signed for size {checkpoint.Size}");
                await Task.Delay(Interval, clock, over);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // It is killed at present, or all is over.
            }
        }
    }

    /// <summary>Every root that was seen is the root of the log's leaves at that size.</summary>
    public async Task<bool> CheckAsync(CancellationToken cancel)
    {
        using var log = new PublicLog(server, slug);
        var newest = await log.ReadCheckpointAsync(await log.ReadKeysAsync(cancel), cancel);
        var tree = new TreeFrontier();
        var held = 0;
        foreach (var leaf in await log.ReadLeavesAsync(newest.Size, cancel))
        {
            tree.Append(MerkleTree.LeafHash(leaf));
            if (!_roots.TryGetValue(tree.Size, out var root))
                continue;
            held++;
            if (!tree.Root().AsSpan().SequenceEqual(root))
                _forks.Add($"the log has another root at size {tree.Size} than was signed");
        }

        if (held < _roots.Count)
            _forks.Add($"{_roots.Count - held} signed checkpoints are larger than the log");
        Console.WriteLine($"roots      {_roots.Count} checkpoints were seen, {held} stand in the log");
        foreach (var fork in _forks)
            Console.WriteLine($"FORK       {fork}");
        return _forks.Count == 0;
    }
}
