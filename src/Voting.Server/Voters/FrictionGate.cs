using Voting.Server.Ballots;
using Voting.Server.Contests;

namespace Voting.Server.Voters;

/// <summary>Lets a ballot on to the box, or says what it needs first.</summary>
public sealed class FrictionGate(Friction friction, Challenges challenges, WaitTickets tickets)
{
    /// <summary>Of what is always paid for.</summary>
    private const int LevelOfActs = 2;

    /// <summary>Before an act that costs the organizer money, such as a text message: work, whoever asks for it.</summary>
    /// <param name="act">What tells this act from others, for its repeats: e.g. the number and the time window it is counted in.</param>
    /// <returns>Null when the act may go on; else what is to be solved first.</returns>
    public async ValueTask<Challenge?> AskAsync(
        ChallengeScope scope, VoterIdentity voter, AddressPrefix address, string act, string solution)
    {
        if (friction.IsOff)
            return null;
        if (solution.Length > 0)
            switch (await challenges.VerifyAsync(solution, scope, act))
            {
                case SolutionVerdict.Right:
                    return null;
                case SolutionVerdict.Wrong:
                    friction.Wrong(voter, address);
                    break;
            }

        return challenges.Issue(scope, LevelOfActs);
    }

    public void Admitted(AddressPrefix address) => friction.Admitted(address);

    /// <exception cref="Storage.StorageAwayException">Nobody knows now whether the solution has been used.</exception>
    public async ValueTask<FrictionPassage> PassAsync(
        Contest contest, VoterIdentity voter, AddressPrefix address, string ballotKey, BallotProof proof)
    {
        var verdict = friction.Judge(contest, voter, address);
        var scope = ChallengeScope.ForBallot(contest.Slug, voter);
        var channels = Friction.StrongerThan(voter.Channel, contest.Rules.Channels);
        switch (verdict.Step)
        {
            case FrictionStep.Nothing:
                return new FrictionPassage(null);
            case FrictionStep.StrongerChannel:
                return new FrictionPassage(new FrictionAsked(verdict.Reason, verdict.Level, null, false, null, channels));
        }

        var isHeld = verdict.Step == FrictionStep.Held;
        var (isAgain, mayWait, ticket) = (false, friction.MayWait(address), tickets.Read(proof.Ticket, scope, ballotKey));
        if (proof.Solution.Length > 0)
        {
            var solved = await challenges.VerifyAsync(proof.Solution, scope, ballotKey);
            if (solved == SolutionVerdict.Right)
                return new FrictionPassage(null, isHeld);
            if (solved == SolutionVerdict.Wrong)
                friction.Wrong(voter, address);
            isAgain = true;
        }
        else if (mayWait && ticket is { IsReady: true })
        {
            friction.Waited(address);
            return new FrictionPassage(null, isHeld);
        }

        return new FrictionPassage(new FrictionAsked(
            verdict.Reason, verdict.Level, challenges.Issue(scope, verdict.Level), isAgain,
            mayWait ? ticket ?? tickets.Issue(scope, ballotKey, verdict.Level) : null, channels));
    }
}
