using System.Text;
using Voting.Rules.Log;

namespace Voting.LoadTests.Faults;

/// <summary>
/// After a round, with nobody voting any more: does the public log hold what the voters were told, once, within the rules, and
/// does every server show it? Everything is read over HTTP and counted again here.
/// </summary>
public sealed class RoundCheck(
    IReadOnlyList<Uri> servers, string slug, Recount recount, IReadOnlyList<VerifierKey> keys, TimeProvider clock)
{
    /// <summary>Boards follow the log, and ballots whose voters left are taken from their intents: both within this time.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    private int _turn;

    /// <summary>What the log must not have; final.</summary>
    private readonly List<string> _broken = [];

    /// <param name="acknowledged">Every ballot of this round, and whichever earlier ones are to be looked at again.</param>
    /// <returns>What is wrong; empty when everything holds.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(
        IReadOnlyList<AcknowledgedBallot> acknowledged, Voters voters, CancellationToken cancel)
    {
        var repeats = await RepeatAsync(acknowledged, voters, cancel);
        return [.. repeats, .. await LookAsync(acknowledged, cancel)];
    }

    /// <summary>The same without asking anything again.</summary>
    public async Task<IReadOnlyList<string>> LookAsync(IReadOnlyList<AcknowledgedBallot> acknowledged, CancellationToken cancel)
    {
        var unsettled = await SettleAsync(cancel);
        return
        [
            .. _broken, .. recount.Violations, .. unsettled,
            .. acknowledged.Select(Lost).OfType<string>(), .. OtherVoters(acknowledged),
        ];
    }

    /// <summary>Same key, same bytes, wherever it is asked.</summary>
    private static async Task<IReadOnlyList<string>> RepeatAsync(
        IReadOnlyList<AcknowledgedBallot> acknowledged, Voters voters, CancellationToken cancel)
    {
        var differences = new string?[acknowledged.Count];
        var width = new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancel };
        await Parallel.ForAsync(0, acknowledged.Count, width, async (i, _) =>
        {
            var first = acknowledged[i];
            differences[i] = await voters.CastAsync(first.Ballot, _ => null, cancel) switch
            {
                BallotEnd.Acknowledged again when again.AnswerHash.AsSpan().SequenceEqual(first.AnswerHash) => null,
                BallotEnd.Acknowledged again => $"a repeat has other bytes: log index {first.LogIndex}, then {again.LogIndex}",
                BallotEnd.Failed failed => $"the repeat of the ballot at {first.LogIndex} was refused: {failed.Reason}",
                _ => "no end",
            };
        });
        return [.. differences.OfType<string>()];
    }

    /// <returns>What is still not so at the end of <see cref="Settling"/>.</returns>
    private async Task<IReadOnlyList<string>> SettleAsync(CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var began = clock.GetTimestamp();
        while (true)
        {
            var unsettled = await ReadAsync(http, cancel);
            if (unsettled.Count == 0 || _broken.Count > 0 || clock.GetElapsedTime(began) > Settling)
                return unsettled;
            await Task.Delay(TimeSpan.FromMilliseconds(200), clock, cancel);
        }
    }

    private async Task<IReadOnlyList<string>> ReadAsync(HttpClient http, CancellationToken cancel)
    {
        var unsettled = new List<string>();
        try
        {
            // One server's tiles, the other's next time; every server's checkpoint and board.
            await ExtendAsync(servers[_turn++ % servers.Count], cancel);
            foreach (var server in servers)
            {
                using var log = new PublicLog(server, slug);
                var checkpoint = await log.ReadCheckpointAsync(keys, cancel);
                if (checkpoint.Size != recount.Size)
                    unsettled.Add($"{server} has a checkpoint of size {checkpoint.Size}, the leaves are {recount.Size}");
                else if (!checkpoint.Root.AsSpan().SequenceEqual(recount.RootAt(recount.Size)))
                    _broken.Add($"{server}: the checkpoint of size {checkpoint.Size} has another root than the leaves");

                var board = await Board.ReadAsync(http, server, slug, cancel);
                unsettled.AddRange(board
                    .Where(row => row.Value != recount.Votes.GetValueOrDefault(row.Key))
                    .Select(row => $"{server}: the board has {row.Value} for entry {row.Key}, the leaves {recount.Votes.GetValueOrDefault(row.Key)}"));
            }
            unsettled.AddRange(recount.Gaps());
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            unsettled.Add($"a page of the log or the board can not be read: {e.Message}");
        }
        catch (InvalidDataException e)
        {
            _broken.Add(e.Message);
        }
        return unsettled;
    }

    /// <summary>Reads the whole log again: what was there before has to be there, byte for byte, and new leaves only behind it.</summary>
    private async Task ExtendAsync(Uri server, CancellationToken cancel)
    {
        using var log = new PublicLog(server, slug);
        var checkpoint = await log.ReadCheckpointAsync(keys, cancel);
        if (checkpoint.Size < recount.Size)
        {
            _broken.Add($"{server}: the log has shrunk from {recount.Size} to {checkpoint.Size}");
            return;
        }
        var leaves = await log.ReadLeavesAsync(checkpoint.Size, cancel);
        for (var i = 0; i < leaves.Count; i++)
        {
            if (i >= recount.Size)
                recount.Append(leaves[i]);
            else if (!leaves[i].AsSpan().SequenceEqual(recount.LeafAt(i)))
                _broken.Add($"{server}: leaf {i} was {Encoding.UTF8.GetString(recount.LeafAt(i))} and is {Encoding.UTF8.GetString(leaves[i])}");
        }
        if (leaves.Count < checkpoint.Size)
            _broken.Add($"{server}: {leaves.Count} leaves under a checkpoint of size {checkpoint.Size}");
        else if (!checkpoint.Root.AsSpan().SequenceEqual(recount.RootAt(checkpoint.Size)))
            _broken.Add($"{server}: the leaves have another root than the checkpoint of size {checkpoint.Size}");
    }

    private string? Lost(AcknowledgedBallot ballot)
    {
        if (ballot.LogIndex >= recount.Size)
            return $"LOST: a ballot was acknowledged at {ballot.LogIndex}, the log ends at {recount.Size}";
        if (!recount.LeafAt(ballot.LogIndex).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(ballot.Leaf)))
            return $"LOST: leaf {ballot.LogIndex} was acknowledged as {ballot.Leaf} and is {Encoding.UTF8.GetString(recount.LeafAt(ballot.LogIndex))}";
        return ballot.Under.Size > recount.Size || !ballot.Under.Root.AsSpan().SequenceEqual(recount.RootAt(ballot.Under.Size))
            ? $"the receipt of {ballot.LogIndex} is under a checkpoint of size {ballot.Under.Size} that this log never had"
            : null;
    }

    /// <summary>A device is one voter, whichever server it met.</summary>
    private static IEnumerable<string> OtherVoters(IReadOnlyList<AcknowledgedBallot> acknowledged) => acknowledged
        .GroupBy(ballot => ballot.Ballot.Device)
        .Where(device => device.Select(ballot => BallotLeaf.Read(Encoding.UTF8.GetBytes(ballot.Leaf)).Voter).Distinct().Count() > 1)
        .Select(device => $"one device is several voters, at {string.Join(", ", device.Select(ballot => ballot.LogIndex))}");
}
