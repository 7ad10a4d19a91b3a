using System.Diagnostics.Metrics;

namespace Voting.Server.Telemetry;

/// <summary>What is counted. Callers say what happened; the names are the operator's.</summary>
public sealed class VotingMetrics
{
    public const string MeterName = "Voting";

    private readonly Counter<long> _ballots;
    private readonly Histogram<double> _batchSize;

    public VotingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _ballots = meter.CreateCounter<long>("voting.ballots", description: "Ballots by how they ended");
        _batchSize = meter.CreateHistogram<double>("voting.batch.size", description: "Ballots in one commit");
    }

    /// <param name="outcome"><c>recorded</c>, or the code of the refusal.</param>
    public void BallotEnded(string outcome) => _ballots.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Committed(int ballots) => _batchSize.Record(ballots);
}
