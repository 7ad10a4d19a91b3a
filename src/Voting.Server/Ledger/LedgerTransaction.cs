using System.Data.Common;
using Dapper;
using Voting.Rules.Log;
using Voting.Server.Log;

namespace Voting.Server.Ledger;

/// <summary>One transaction of the only writer: rows, leaves and checkpoints that become true together or not at all.</summary>
public sealed class LedgerTransaction(DbConnection connection, DbTransaction transaction, LogStore logs, LogKeys keys)
{
    private readonly Dictionary<long, long> _sizes = [];

    public DbConnection Connection => connection;

    public DbTransaction Transaction => transaction;

    /// <summary>The logs this transaction extended, with their new sizes.</summary>
    public IReadOnlyDictionary<long, long> ExtendedLogs => _sizes;

    public Task<LogHead> LockHeadAsync(long contestId) => logs.LockHeadAsync(connection, transaction, contestId);

    public Task SetStateAsync(long contestId, string state) => logs.SetStateAsync(connection, transaction, contestId, state);

    public Task<long> CountBallotsAsync(long contestId) => connection.ExecuteScalarAsync<long>(
        "SELECT count(*) FROM ballots WHERE contest_id = @contestId", new { contestId }, transaction);

    /// <summary>Appends leaves behind the head, extends the tree and signs one checkpoint for all of them.</summary>
    public async Task<LogExtension> AppendAsync(LogHead head, IReadOnlyList<byte[]> leaves)
    {
        var edge = await logs.ReadEdgeAsync(connection, transaction, head.ContestId, head.Size);
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
            connection, transaction, head, leaves, changed, frontier.Size, frontier.ToBytes(), note);
        _sizes[head.ContestId] = frontier.Size;
        return new LogExtension(head.Size, frontier.Size, note, new TileProofs(frontier.Size, id => edge[id]));
    }

    public async Task AppendAsync(long contestId, params byte[][] leaves) =>
        await AppendAsync(await LockHeadAsync(contestId), leaves);
}

/// <summary>Where appended leaves came to stand, and what proves it.</summary>
public sealed record LogExtension(long FirstIndex, long Size, string Note, TileProofs Proofs)
{
    public string ReceiptFor(long index) => TlogProof.Format(index, Proofs.InclusionProof(index), Note);
}
