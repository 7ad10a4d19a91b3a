using System.Data.Common;
using Dapper;
using Voting.Rules.Log;
using Voting.Server.Log;

namespace Voting.Server.Ledger;

/// <summary>One transaction of the ledger: rows, leaves and checkpoints that become true together or not at all.</summary>
public sealed class LedgerTransaction(DbConnection connection, DbTransaction transaction, LogStore logs, LogKeys keys)
{
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

    /// <summary>Appends leaves, extends the tree and signs one checkpoint for all of them.</summary>
    private async Task<LogExtension> AppendAsync(LogHead head, IReadOnlyList<byte[]> leaves, int acts)
    {
        var edge = await LogStore.ReadEdgeAsync(connection, transaction, head.ContestId, head.Size);
        var hashes = leaves.Select(leaf => MerkleTree.LeafHash(leaf)).ToList();

        var frontier = TreeFrontier.TryRead(head.Size, head.Frontier)
            ?? throw new InvalidOperationException($"The log head of '{head.Slug}' at size {head.Size} is damaged.");
        foreach (var hash in hashes)
            frontier.Append(hash);
        var changed = TileTree.Append(head.Size, hashes, id => edge[id]);
        foreach (var tile in changed)
            edge[tile.Id] = tile.Hashes;

        var note = keys.SignerFor(head.Origin).Sign(new Checkpoint(head.Origin, frontier.Size, frontier.Root()).ToText());
        await logs.ExtendAsync(
            connection, transaction, head, new LogBatch(leaves, acts, changed, frontier.Size, frontier.ToBytes(), note));
        return new LogExtension(head.Size, frontier.Size, note, new TileProofs(frontier.Size, id => edge[id]));
    }
}

/// <summary>Where appended leaves came to stand, and what proves it.</summary>
public sealed record LogExtension(long FirstIndex, long Size, string Note, TileProofs Proofs)
{
    public string ReceiptFor(long index) => TlogProof.Format(index, Proofs.InclusionProof(index), Note);
}
