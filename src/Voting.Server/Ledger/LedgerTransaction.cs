using System.Data.Common;
using Dapper;
using Voting.Rules.Log;
using Voting.Server.Log;

namespace Voting.Server.Ledger;

/// <summary>One transaction of the ledger: rows, leaves and checkpoints that become true together or not at all.</summary>
public sealed class LedgerTransaction(DbConnection connection, DbTransaction transaction, LogStore logs, LogKeys keys, SignedHeads heads)
{
    private readonly Dictionary<long, (LogHead Head, Checkpoint? Compared, Checkpoint Signed)> _signed = [];

    public DbConnection Connection => connection;

    public DbTransaction Transaction => transaction;

    public Task<LogHead> LockHeadAsync(long contestId) => logs.LockHeadAsync(connection, transaction, contestId);

    public Task SetStateAsync(long contestId, string state) => logs.SetStateAsync(connection, transaction, contestId, state);

    public Task SetEpochsAsync(long contestId, IReadOnlyList<int> epochs) =>
        logs.SetEpochsAsync(connection, transaction, contestId, epochs);

    public async Task<long> CountBallotsAsync(long contestId) => (await LockHeadAsync(contestId)).Ballots;

    /// <summary>An act's leaves: the contest has changed, and whoever keeps it in memory is to notice.</summary>
    public async Task AppendAsync(long contestId, params byte[][] leaves) =>
        await AppendAsync(await LockForActAsync(contestId), leaves, acts: leaves.Length);

    /// <summary>The head, locked for an act. The contest before the head, in every act, so that no two acts wait for each other.</summary>
    public async Task<LogHead> LockForActAsync(long contestId)
    {
        await connection.ExecuteAsync(
            "UPDATE contests SET revision = revision + 1 WHERE id = @contestId", new { contestId }, transaction);
        return await LockHeadAsync(contestId);
    }

    /// <summary>Ballots' leaves, behind the head that this transaction has locked.</summary>
    public Task<LogExtension> AppendAsync(LogHead head, IReadOnlyList<byte[]> leaves) => AppendAsync(head, leaves, acts: 0);

    /// <summary>
    /// A shard's new epoch, behind the head that this transaction has locked: a leaf that is no ballot, and leaves the contest as
    /// it is.
    /// </summary>
    public Task AppendRebuildAsync(LogHead head, byte[] leaf) => AppendAsync(head, [leaf], acts: 1);

    /// <summary>To be called when the transaction is committed: until it returned, nothing that was signed leaves the process.</summary>
    public async Task PublishAsync()
    {
        foreach (var (head, compared, signed) in _signed.Values)
            await heads.PublishAsync(head, compared, signed);
    }

    /// <summary>Appends leaves, extends the tree and signs one checkpoint for all of them, unless the log must not be signed.</summary>
    private async Task<LogExtension> AppendAsync(LogHead head, IReadOnlyList<byte[]> leaves, int acts)
    {
        var compared = await heads.CompareAsync(connection, transaction, head);
        var tiles = await logs.ReadEdgeAsync(connection, transaction, head);
        var changed = TileTree.Append(head.Size, [.. leaves.Select(leaf => MerkleTree.LeafHash(leaf))], id => tiles[id]);
        foreach (var tile in changed)
            tiles[tile.Id] = tile.Hashes;

        var tree = new TileProofs(head.Size + leaves.Count, id => tiles[id]);
        var frontier = tree.Frontier();
        var checkpoint = new Checkpoint(head.Origin, tree.Size, tree.Root());
        var note = keys.SignerFor(head.Origin).Sign(checkpoint.ToText());
        await logs.ExtendAsync(connection, transaction, head, new LogBatch(leaves, acts, changed, tree.Size, frontier, note));
        _signed[head.ContestId] = (head, compared, checkpoint);
        logs.Keep(new LogEdge(head.ContestId, tree.Size, frontier, tiles));
        return new LogExtension(head.Size, tree.Size, note, tree);
    }
}

/// <summary>Where appended leaves came to stand, and what proves it.</summary>
public sealed record LogExtension(long FirstIndex, long Size, string Note, TileProofs Proofs)
{
    public string ReceiptFor(long index) => TlogProof.Format(index, Proofs.InclusionProof(index), Note);
}
