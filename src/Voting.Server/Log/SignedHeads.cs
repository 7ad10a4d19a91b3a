using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Log;
using Voting.Server.Storage;

namespace Voting.Server.Log;

/// <summary>
/// Never two roots for one size. A log's last published head is also kept beside the keys (<see cref="HeadFiles"/>), so that a
/// database that was rolled back, restored from yesterday or copied is never signed on.
/// </summary>
/// <remarks>
/// The order of steps, which is the whole promise:
/// <list type="number">
/// <item>Under the head row's lock, before signing: the file's head must be a prefix of the database's tree
/// (<see cref="CompareAsync"/>). A shorter tree, or one with another root at the file's size, is refused.</item>
/// <item>Sign, and commit. A commit that fails or whose end is unknown was signed and is known to nobody.</item>
/// <item>After the commit, and before anybody is told: the file is replaced (<see cref="PublishAsync"/>), but only if it still
/// is the head that was compared. A signer on another database, who compared the same head, comes too late and is refused.
/// Another server on the same database may have gone on meanwhile; its head then has ours in it, which is looked up.</item>
/// <item>Only then do receipts and checkpoints leave the process. Who reads a checkpoint of another server from the database
/// first sees to it that the file has come so far (<see cref="EnsurePublishedAsync"/>).</item>
/// </list>
/// A crash between 2 and 3 leaves a file behind its database, which 1 accepts; nothing leaves a file before its database but a
/// database that lost something. No lock is held from 1 to 3: a server that stands still stops nobody.
/// </remarks>
public sealed class SignedHeads(KeyFolder folder, LogStore logs, TimeProvider clock, ILogger<SignedHeads> log)
{
    private readonly ConcurrentDictionary<string, HeadFiles> _files = new();
    private readonly ConcurrentDictionary<long, long> _published = new();
    private readonly ConcurrentDictionary<long, string> _refused = new();

    /// <summary>Why contests are not signed any more; until the server is started again, on the right database.</summary>
    public IReadOnlyDictionary<long, string> Refused => _refused;

    /// <summary>Step 1.</summary>
    /// <returns>The file's head, for step 3.</returns>
    /// <exception cref="LogRefusedException">This database is not the one that was signed from.</exception>
    public async Task<Checkpoint?> CompareAsync(DbConnection connection, DbTransaction transaction, LogHead head)
    {
        ThrowIfRefused(head.ContestId);
        var kept = await ReadAsync(head);
        // Was the lock still ours when the file was read? A server that stood still may have lost its connection, and another
        // one goes on; the transaction answers only if not.
        if (kept?.Size > head.Size)
            await logs.ReadRootAsync(connection, transaction, head.ContestId, head.Size);
        await JudgeAsync(head, kept, size => logs.ReadRootAsync(connection, transaction, head.ContestId, size));
        return kept;
    }

    /// <summary>Step 3.</summary>
    /// <param name="compared">What <see cref="CompareAsync"/> answered before the checkpoint was signed.</param>
    /// <param name="signed">Committed.</param>
    /// <exception cref="LogRefusedException">It must not be handed out: somebody signed another log meanwhile.</exception>
    public async Task PublishAsync(LogHead head, Checkpoint? compared, Checkpoint signed)
    {
        if (await FileOf(head).TryReplaceAsync(compared, signed))
        {
            Published(head.ContestId, signed.Size);
            return;
        }

        await ConfirmAsync(head.ContestId);
        if (!(await logs.ReadRootAsync(head.ContestId, signed.Size)).AsSpan().SequenceEqual(signed.Root))
            throw Refuse(head, $"what was committed at {signed.Size} leaves is not in the database any more");
    }

    /// <summary>Step 4: a checkpoint of that size, which is committed, may be handed out when this returns.</summary>
    /// <exception cref="LogRefusedException">It must not.</exception>
    public async Task EnsurePublishedAsync(long contestId, long size)
    {
        ThrowIfRefused(contestId);
        if (_published.GetValueOrDefault(contestId) < size)
            await ConfirmAsync(contestId);
    }

    /// <summary>Compares what is committed with the file, and brings a file that is behind up to it.</summary>
    /// <exception cref="LogRefusedException">This database is not the one that was signed from.</exception>
    public async Task ConfirmAsync(long contestId)
    {
        while (true)
        {
            // The file before the database: what is committed in between is no rollback.
            var kept = await ReadAsync(await logs.ReadHeadAsync(contestId));
            var head = await logs.ReadHeadAsync(contestId);
            await JudgeAsync(head, kept, size => logs.ReadRootAsync(contestId, size));
            if (head.Size == 0
                || kept?.Size == head.Size
                || await FileOf(head).TryReplaceAsync(kept, new Checkpoint(head.Origin, head.Size, RootOf(head))))
            {
                Published(contestId, head.Size);
                return;
            }
        }
    }

    /// <summary>Whether the file's head is a prefix of the database's tree.</summary>
    private async Task JudgeAsync(LogHead head, Checkpoint? kept, Func<long, Task<byte[]>> rootAt)
    {
        if (kept is null)
            return;
        if (kept.Size > head.Size)
            throw Refuse(head, $"the log has {head.Size} leaves in this database, and {kept.Size} are signed already. "
                + "This is an older copy of the database: put the newest one back");
        var root = kept.Size == head.Size ? RootOf(head) : await rootAt(kept.Size);
        if (!root.AsSpan().SequenceEqual(kept.Root))
            throw Refuse(head, $"the first {kept.Size} leaves in this database are not the ones that are signed already. "
                + "This is not the database that the log was signed from: put that one back");
    }

    private static byte[] RootOf(LogHead head) => TreeFrontier.TryRead(head.Size, head.Frontier)?.Root()
        ?? throw new InvalidOperationException($"The log of '{head.Slug}' is damaged at size {head.Size}.");

    private async Task<Checkpoint?> ReadAsync(LogHead head)
    {
        try
        {
            return await FileOf(head).ReadAsync();
        }
        catch (InvalidDataException e)
        {
            throw Refuse(head, e.Message);
        }
    }

    private void ThrowIfRefused(long contestId)
    {
        if (_refused.TryGetValue(contestId, out var reason))
            throw new LogRefusedException(reason);
    }

    private void Published(long contestId, long size) => _published.AddOrUpdate(contestId, size, (_, known) => Math.Max(known, size));

    /// <summary>One file an origin: that is what a checkpoint is of.</summary>
    private HeadFiles FileOf(LogHead head) => _files.GetOrAdd(head.Origin, origin => new HeadFiles(Path.Combine(
        folder.Sub(KeyFolder.Heads), $"{head.Slug}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin))[..4])}"), clock));

    private LogRefusedException Refuse(LogHead head, string reason)
    {
        var message = $"Nothing is signed for '{head.Slug}': {reason} (Keys:Directory, heads).";
        if (_refused.TryAdd(head.ContestId, message))
            log.LogCritical("{Message}", message);
        return new LogRefusedException(message);
    }
}

/// <summary>What the database holds is not what was signed; going on would fork the log.</summary>
public sealed class LogRefusedException(string message) : Exception(message);
