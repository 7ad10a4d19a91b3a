namespace Voting.Server.Contests;

/// <summary>Votes that review took out of the counts, as the last acts left them. A held ballot counts; a voided one does not.</summary>
/// <param name="Voided">Votes on voided ballots by entry number.</param>
public sealed record ReviewedVotes(IReadOnlyDictionary<int, long> Voided)
{
    public static ReviewedVotes None { get; } = new(new Dictionary<int, long>());

    /// <summary>Valid votes of those that were received. A board may see the act before the ballot's vote: never less than none.</summary>
    public IReadOnlyDictionary<int, long> ValidOf(IReadOnlyDictionary<int, long> received) => Voided.Count == 0
        ? received
        : received.ToDictionary(entry => entry.Key, entry => Math.Max(0, entry.Value - Voided.GetValueOrDefault(entry.Key)));
}
