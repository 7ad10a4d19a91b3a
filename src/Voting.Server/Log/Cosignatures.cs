using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Storage;

namespace Voting.Server.Log;

/// <summary>
/// Asks every witness to cosign every log's newest checkpoint, every few seconds, and keeps what they sign. A witness that is
/// away, slow or of another opinion disturbs nothing: checkpoints then go without its line.
/// </summary>
public sealed class Cosignatures(
    ContestDirectory contests, LogStore logs, SignedHeads heads, IOptions<LogOptions> options, TimeProvider clock,
    ILogger<Cosignatures> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly ConcurrentDictionary<(string Origin, Witness Witness), (long Size, string Lines)> _lines = new();
    private readonly List<Witness> _witnesses = [.. options.Value.Witnesses.Select(setting => Witness.TryParse(setting)!)];

    /// <returns>The note with the lines of every witness that has cosigned exactly this checkpoint, behind its own.</returns>
    public string Add(Checkpoint checkpoint, string note) => note + string.Concat(_witnesses
        .Select(witness => _lines.GetValueOrDefault((checkpoint.Origin, witness)))
        .Where(cosigned => cosigned.Size == checkpoint.Size)
        .Select(cosigned => cosigned.Lines));

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <summary>Witnesses do not wait for each other.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_witnesses.Select(witness => FollowAsync(witness, stoppingToken)));

    private async Task FollowAsync(Witness witness, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                foreach (var contest in contests.Listed.ToList())
                    await AskAsync(witness, contest, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                if (e is HttpRequestException or TaskCanceledException or LogRefusedException || Outage.Is(e))
                    log.LogDebug(e, "The witness {Address} gives no cosignature at present", witness.Address);
                else
                    log.LogError(e, "The witness {Address} could not be asked", witness.Address);
            }
        }
    }

    private async Task AskAsync(Witness witness, Contest contest, CancellationToken stopping)
    {
        if (await logs.FindNewestCheckpointAsync(contest.Id) is not (var checkpoint, var note)
            || _lines.GetValueOrDefault((checkpoint.Origin, witness)).Size == checkpoint.Size)
            return;
        await heads.EnsurePublishedAsync(contest.Id, checkpoint.Size);
        var lines = await witness.CosignAsync(
            _http, checkpoint, note, old => logs.ProveConsistencyAsync(contest.Id, old, checkpoint.Size), stopping);
        if (lines is not null)
            _lines[(checkpoint.Origin, witness)] = (checkpoint.Size, lines);
    }
}
