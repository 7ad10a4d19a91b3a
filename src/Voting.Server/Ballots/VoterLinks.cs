using Voting.Rules.Contests;
using Voting.Server.Contests;

namespace Voting.Server.Ballots;

/// <summary>
/// One person in two channels is one voter where the channels can be joined: a browser that shows a phone number or a WeChat
/// account goes on under the pseudonym it had as a weaker voter. It is decided once, by a row that is there before the first ballot is
/// cast in the stronger channel, and never changed: whoever comes with the same phone later, from whatever browser, is this voter.
/// </summary>
/// <remarks>
/// An account is joined by one phone and a device by one account; the next phone on it is a voter of its own. So is a phone under
/// which ballots were cast before it met the account: both have voted then, and ballots that stand in the log stay whose they are.
/// </remarks>
public sealed class VoterLinks(VoterLinkStore store, ContestKeys keys)
{
    /// <returns>The pseudonym under which the voter's ballots go, and would go if this one were the first.</returns>
    public async Task<byte[]> FindAsync(Contest contest, VoterIdentity voter)
    {
        var own = keys.Voter(contest.Slug, voter.Channel, voter.Subject);
        if (!CanBeJoined(contest, voter))
            return own;
        return await store.FindAsync(contest.Id, own) is { } canonical ? canonical
            : voter.Also is { } also ? await FindAsync(contest, also)
            : own;
    }

    /// <summary>As <see cref="FindAsync"/>, and decides it for good where voting is open.</summary>
    public async Task<byte[]> JoinAsync(Contest contest, VoterIdentity voter)
    {
        if (contest.Phase != ContestPhase.Voting || !CanBeJoined(contest, voter))
            return await FindAsync(contest, voter);
        var own = keys.Voter(contest.Slug, voter.Channel, voter.Subject);
        if (await store.FindAsync(contest.Id, own) is { } canonical)
            return canonical;
        var also = voter.Also is null ? own : await JoinAsync(contest, voter.Also);
        return await store.JoinAsync(contest.Id, voter.Channel, own, also);
    }

    /// <summary>Whether the contest accepts a weaker channel whose voter this one may be as well.</summary>
    private static bool CanBeJoined(Contest contest, VoterIdentity voter) =>
        voter.Channel is VoterChannels.Phone or VoterChannels.WeChat
        && VoterChannels.All.SkipWhile(channel => channel != voter.Channel).Skip(1).Any(contest.Rules.Channels.Contains);
}
