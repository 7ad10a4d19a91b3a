using System.Threading.RateLimiting;
using Voting.Rules.Contests;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Objections;

public enum ObjectionOutcome
{
    Done,

    /// <summary>
    /// Objections are taken from publication until the contest is archived; about a ballot that is held or voided, before that too.
    /// </summary>
    WrongPhase,

    /// <summary>Too short, too long, or about an entry or a ballot that there is not.</summary>
    Invalid,

    /// <summary>This address has sent many; later it may send more.</summary>
    TooMany,

    /// <summary>There is none of this id, or it was answered before.</summary>
    NotFound,
}

/// <summary>
/// Objections to a published result: anybody sends one, the organizer answers, and from then on both are public. What nobody has
/// answered yet is counted in public and not shown: it may be about people.
/// </summary>
public sealed class ObjectionDesk(ObjectionStore store, LedgerStore ledger, ReviewActStore reviews, TimeProvider clock) : IDisposable
{
    public const int Shortest = 10;
    public const int Longest = 4000;
    public const int LongestContact = 200;
    private const int MostAnHour = 20;
    private const int MostOfAContest = 5000;

    private readonly PartitionedRateLimiter<AddressPrefix> _addresses = PartitionedRateLimiter.Create<AddressPrefix, AddressPrefix>(
        address => RateLimitPartition.GetFixedWindowLimiter(
            address, _ => new FixedWindowRateLimiterOptions { PermitLimit = MostAnHour, Window = TimeSpan.FromHours(1) }));

    public static bool IsOpen(Contest contest) => contest.Phase == ContestPhase.Published;

    public Task<IReadOnlyList<Objection>> ReadAsync(Contest contest) => store.ReadAsync(contest.Id);

    public async Task<(ObjectionOutcome Outcome, long Id)> SubmitAsync(
        Contest contest, int? number, string? ballotId, string text, string contact, AddressPrefix address)
    {
        (text, contact) = (text.Trim(), contact.Trim());
        if (!IsOpen(contest) && !(ballotId is not null && contest.Phase is ContestPhase.Voting or ContestPhase.Reviewing))
            return (ObjectionOutcome.WrongPhase, 0);
        if (ballotId is not null && !await IsUnderReviewAsync(contest, ballotId))
            return (ObjectionOutcome.Invalid, 0);
        if (text.Length is < Shortest or > Longest || contact.Length > LongestContact
            || (number is { } about && contest.FindOnShow(about) is null))
            return (ObjectionOutcome.Invalid, 0);
        using var permit = _addresses.AttemptAcquire(address);
        if (!permit.IsAcquired || (await store.ReadAsync(contest.Id)).Count >= MostOfAContest)
            return (ObjectionOutcome.TooMany, 0);
        return (ObjectionOutcome.Done, await store.AddAsync(contest.Id, number, ballotId, text, contact, Now));
    }

    public async Task<ObjectionOutcome> AnswerAsync(Contest contest, long id, string answer)
    {
        answer = answer.Trim();
        if (answer.Length is 0 or > Longest)
            return ObjectionOutcome.Invalid;
        return await store.AnswerAsync(contest.Id, id, answer, Now) ? ObjectionOutcome.Done : ObjectionOutcome.NotFound;
    }

    /// <summary>Held or voided now: whoever has the ballot's id may object to it.</summary>
    public async Task<bool> IsUnderReviewAsync(Contest contest, string ballotId) =>
        await ledger.FindAsync(contest.Id, ballotId) is { } ballot
        && await reviews.FindLastAsync(contest.Id, ballot.LogIndex) is { Kind: ReviewAct.Hold or ReviewAct.Void };

    public void Dispose() => _addresses.Dispose();

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
