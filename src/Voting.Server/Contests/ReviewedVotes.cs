namespace Voting.Server.Contests;

/// <summary>Votes on ballots that are under review or voided, as the last acts left them. A held ballot counts; a voided one does not.</summary>
/// <param name="Held">Votes on held ballots by entry number.</param>
/// <param name="Voided">Votes on voided ballots by entry number.</param>
public sealed record ReviewedVotes(
    long HeldBallots, long VoidedBallots, IReadOnlyDictionary<int, long> Held, IReadOnlyDictionary<int, long> Voided)
{
    public static ReviewedVotes None { get; } = new(0, 0, new Dictionary<int, long>(), new Dictionary<int, long>());

    /// <summary>Valid votes of those that were received. A board may see the act before the ballot's vote: never less than none.</summary>
    public IReadOnlyDictionary<int, long> ValidOf(IReadOnlyDictionary<int, long> received) => Without(received, Voided);

    public static IReadOnlyDictionary<int, long> Without(IReadOnlyDictionary<int, long> received, IReadOnlyDictionary<int, long> voided) =>
        voided.Count == 0
            ? received
            : received.ToDictionary(entry => entry.Key, entry => Math.Max(0, entry.Value - voided.GetValueOrDefault(entry.Key)));
}
