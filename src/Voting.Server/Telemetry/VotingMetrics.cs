using System.Diagnostics.Metrics;

namespace Voting.Server.Telemetry;

/// <summary>What is counted. Callers say what happened; the names are the operator's.</summary>
public sealed class VotingMetrics
{
    public const string MeterName = "Voting";

    private readonly Counter<long> _ballots;
    private readonly Counter<long> _challenges;
    private readonly Histogram<double> _batchSize;
    private readonly Counter<long> _reconciliations;
    private readonly UpDownCounter<long> _disagreeing;
    private readonly Counter<long> _messages;

    public VotingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _ballots = meter.CreateCounter<long>("voting.ballots", description: "Ballots by how they ended");
        _challenges = meter.CreateCounter<long>("voting.challenges", description: "Proofs of work by what became of them");
        _batchSize = meter.CreateHistogram<double>("voting.batch.size", description: "Ballots in one commit");
        _reconciliations = meter.CreateCounter<long>("voting.reconciliations", description: "Comparisons of box, ledger and log by outcome");
        _disagreeing = meter.CreateUpDownCounter<long>("voting.contests.disagreeing", description: "Contests whose box, ledger and log do not agree");
        _disagreeing.Add(0);
        _messages = meter.CreateCounter<long>("voting.messages", description: "SMS codes asked for, by how that ended");
    }

    /// <param name="outcome"><c>recorded</c>, or the code of the refusal.</param>
    public void BallotEnded(string outcome) => _ballots.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <param name="outcome"><c>asked</c>, <c>solved</c> or <c>refused</c>.</param>
    public void ChallengeEnded(string outcome) => _challenges.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <param name="isChange">It was otherwise the time before.</param>
    public void Reconciled(bool agrees, bool isChange)
    {
        _reconciliations.Add(1, new KeyValuePair<string, object?>("outcome", agrees ? "agree" : "disagree"));
        if (isChange)
            _disagreeing.Add(agrees ? -1 : 1);
    }

    /// <param name="outcome"><c>sent | unknown | failed | not-again | address-limit | day-limit</c>; the last one is an alarm.</param>
    public void MessageEnded(string outcome) => _messages.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Committed(int ballots) => _batchSize.Record(ballots);
}
