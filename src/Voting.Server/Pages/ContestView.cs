using System.Buffers.Text;
using System.Security.Cryptography;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Ranking;

namespace Voting.Server.Pages;

/// <summary>A contest as one visitor sees it at one moment; every voter page is drawn from it.</summary>
/// <param name="Voter">Null where this browser is not known in any channel of the contest.</param>
/// <param name="Nonce">First part of the Idempotency-Keys of this page's forms; see <see cref="BallotForm"/>.</param>
public sealed record ContestView(
    Contest Contest, DateTimeOffset Now, VotingState State, Leaderboard Board, VoterIdentity? Voter, VoterStanding Standing,
    string Nonce)
{
    private readonly Dictionary<int, LeaderboardRow> _rows =
        Board.Groups.SelectMany(group => group.Rows).ToDictionary(row => row.Number);

    public LeaderboardRow? RowOf(Entry entry) => _rows.GetValueOrDefault(entry.Number);

    public bool HasVotedFor(Entry entry) => Standing.VotedEntries.Contains(entry.Number);

    /// <summary>Votes that one ballot needs, whatever the voter would choose, are there.</summary>
    public bool HasVotesLeft => Standing.Remaining >= Contest.Rules.Ballot.MinChoices;

    public bool MayVoteAgain => Contest.Rules.Ballot.VotesPerEntryPerPeriod > 1;
}

/// <summary>Draws up <see cref="ContestView"/>s; the visitor gets a device pass at first contact.</summary>
public sealed class ContestViews(VoterPass pass, IBallotBox box, VoterLinks links, TallyBoard tallies, TimeProvider clock)
{
    private const int NonceBytes = 16;

    public async Task<ContestView> ViewAsync(HttpContext http, Contest contest, VoterIdentity? known = null)
    {
        var voter = known ?? pass.FindOrIssue(http, contest);
        var standing = voter is null
            ? new VoterStanding(0, [], null)
            : await box.StandingAsync(contest, await links.FindAsync(contest, voter), voter.Channel);
        var edition = await tallies.ReadAsync(contest);
        var now = clock.GetUtcNow();
        return new ContestView(
            contest, now, contest.StateAt(now), edition.Board, voter, standing,
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes)));
    }
}
