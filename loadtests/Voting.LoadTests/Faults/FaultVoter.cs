using Voting.Rules.Contests;
using Voting.Rules.Log;

namespace Voting.LoadTests.Faults;

/// <summary>
/// One voter's visit. Whatever dies meanwhile, each kind of visit has exactly one right outcome; every other is a violation.
/// </summary>
public sealed class FaultVoter(string run, int number, Voters voters, Round round, IReadOnlyList<VerifierKey> keys)
{
    public const int Entries = 24;

    /// <summary>Two choices at most, six votes a day, one for an entry.</summary>
    public static readonly BallotPolicy Policy = new(BallotPolicy.Day, 6, 1, 1, 2);

    private const string AlreadyVoted = "409 already-voted";
    private const string QuotaExhausted = "409 quota-exhausted";
    private const string Mismatch = "422 idempotency-mismatch";

    private readonly Device _device = new();
    private readonly int[] _entries = [.. new Chance($"{run}/{number}/entries").Distinct(9, Entries)];
    private int _ballots;

    public Task VisitAsync(CancellationToken cancel) => new Chance($"{run}/{number}").Below(10) switch
    {
        < 5 => CastOnceAsync(cancel),
        < 7 => SendTwiceAtOnceAsync(cancel),
        7 => ChangeChoicesAsync(cancel),
        8 => VoteForTheSameAgainAsync(cancel),
        _ => ExceedQuotaAsync(cancel),
    };

    /// <summary>A voter of an earlier round comes back for the same entries: whatever was lost since, they are given.</summary>
    public async Task ReturnAsync(AcknowledgedBallot before, CancellationToken cancel)
    {
        var end = await CastAsync(before.Ballot with { Key = Voters.KeyFor(run, $"{number}/again") }, cancel);
        if (end is not BallotEnd.Failed { Reason: AlreadyVoted or QuotaExhausted })
            Violate($"came back to vote for the same as at {before.LogIndex}: {Name(end)}");
    }

    private async Task CastOnceAsync(CancellationToken cancel) =>
        Expect("one ballot", acknowledged: 1, refused: null, [await CastAsync(NewBallot(_entries[..2]), cancel)]);

    /// <summary>To two servers in the same moment: one ballot, the same bytes twice.</summary>
    private async Task SendTwiceAtOnceAsync(CancellationToken cancel)
    {
        var ballot = NewBallot(_entries[..1]);
        var ends = await AtOnceAsync([ballot with { FirstServer = 0 }, ballot with { FirstServer = 1 }], cancel);
        Expect("the same ballot twice at once", acknowledged: 2, refused: null, ends);
        if (ends is [BallotEnd.Acknowledged one, BallotEnd.Acknowledged other] && !one.AnswerHash.AsSpan().SequenceEqual(other.AnswerHash))
            Violate($"sent a ballot twice at once and got two answers, of log indexes {one.LogIndex} and {other.LogIndex}");
    }

    /// <summary>One key, two sets of choices, two servers: one of them is a ballot.</summary>
    private async Task ChangeChoicesAsync(CancellationToken cancel)
    {
        var ballot = NewBallot(_entries[..2]);
        Expect("two choices under one key", acknowledged: 1, Mismatch, await AtOnceAsync(
            [ballot with { FirstServer = 0 }, ballot with { FirstServer = 1, Choices = [_entries[2]] }], cancel));
    }

    private async Task VoteForTheSameAgainAsync(CancellationToken cancel)
    {
        Expect("one ballot", acknowledged: 1, refused: null, [await CastAsync(NewBallot(_entries[..1]), cancel)]);
        Expect("the same entry again", acknowledged: 0, AlreadyVoted, [await CastAsync(NewBallot(_entries[..1]), cancel)]);
    }

    /// <summary>Five votes are left and six are sent at once; then the last one; then one too many.</summary>
    private async Task ExceedQuotaAsync(CancellationToken cancel)
    {
        Expect("one ballot", acknowledged: 1, refused: null, [await CastAsync(NewBallot(_entries[..1]), cancel)]);
        Expect("three ballots, votes left for two", acknowledged: 2, QuotaExhausted, await AtOnceAsync(
            [NewBallot(_entries[1..3]), NewBallot(_entries[3..5]), NewBallot(_entries[5..7])], cancel));
        Expect("the last vote", acknowledged: 1, refused: null, [await CastAsync(NewBallot(_entries[7..8]), cancel)]);
        Expect("one vote too many", acknowledged: 0, QuotaExhausted, [await CastAsync(NewBallot(_entries[8..9]), cancel)]);
    }

    private BallotToCast NewBallot(IEnumerable<int> entries) =>
        new(Voters.KeyFor(run, $"{number}/{_ballots++}"), [.. entries.Order()], _device);

    private Task<BallotEnd[]> AtOnceAsync(IEnumerable<BallotToCast> ballots, CancellationToken cancel) =>
        Task.WhenAll(ballots.Select(ballot => CastAsync(ballot, cancel)));

    private async Task<BallotEnd> CastAsync(BallotToCast ballot, CancellationToken cancel)
    {
        var end = await voters.CastAsync(ballot, answer => Look(ballot, answer), cancel);
        if (end is BallotEnd.Acknowledged acknowledged)
            round.Time(acknowledged.Latency);
        return end;
    }

    private string? Look(BallotToCast ballot, BallotAnswer answer)
    {
        if ((answer.CheckChoices(ballot.Choices) ?? answer.CheckReceipt(ballot.Key, ballot.Choices, keys)) is { } wrong)
            return wrong;
        round.Record(
            new AcknowledgedBallot(
                ballot with { FirstServer = null }, answer.LogIndex, answer.Leaf, answer.Hash(),
                TlogProof.TryParse(answer.Receipt)!.Checkpoint),
            answer.AcceptedAt);
        return null;
    }

    /// <param name="refused">How all the others must have ended.</param>
    private void Expect(string what, int acknowledged, string? refused, IReadOnlyList<BallotEnd> ends)
    {
        var isRight = ends.Count(end => end is BallotEnd.Acknowledged) == acknowledged
            && ends.OfType<BallotEnd.Failed>().All(end => end.Reason == refused);
        if (!isRight)
            Violate($"{what}: {string.Join(", ", ends.Select(Name))}");
    }

    private void Violate(string what) => round.Violations.Enqueue($"voter {number}: {what}");

    private static string Name(BallotEnd end) => end switch
    {
        BallotEnd.Acknowledged acknowledged => $"acknowledged at {acknowledged.LogIndex}",
        BallotEnd.Failed failed => failed.Reason,
        _ => "no end",
    };
}
