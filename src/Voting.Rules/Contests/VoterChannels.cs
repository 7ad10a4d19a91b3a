namespace Voting.Rules.Contests;

/// <summary>How a voter can be known. A contest accepts some of these, and may give each a quota of its own.</summary>
public static class VoterChannels
{
    /// <summary>A browser, by a signed cookie.</summary>
    public const string Device = "device";

    /// <summary>A mobile phone, by a code sent to it.</summary>
    public const string Phone = "phone";

    /// <summary>A WeChat account, by its openid for the organizer's official account.</summary>
    public const string WeChat = "wechat";

    /// <summary>A printed code that the organizer handed out.</summary>
    public const string Code = "code";

    /// <summary>Strongest first: a visitor who is known in several ways votes as the first of them that the contest accepts.</summary>
    public static IReadOnlyList<string> All { get; } = [Code, Phone, WeChat, Device];

    /// <summary>What is wrong with a contest's channels and their quotas, each with the field it stands in; empty when they can be used.</summary>
    /// <param name="votes">Votes a period by channel, where they differ from the ballot policy's.</param>
    public static IEnumerable<(string Field, string Problem)> Validate(
        IReadOnlyList<string> channels, IReadOnlyDictionary<string, int>? votes, BallotPolicy ballot)
    {
        if (channels.Count == 0)
            yield return ("channels", "required");
        if (channels.Any(channel => !All.Contains(channel)))
            yield return ("channels", "unknown");
        if (channels.Distinct().Count() != channels.Count)
            yield return ("channels", "duplicate");
        foreach (var (channel, count) in votes ?? new Dictionary<string, int>())
        {
            if (!channels.Contains(channel))
                yield return ($"channelVotes.{channel}", "unknown");
            else if (count < ballot.MinChoices || count > BallotPolicy.Most)
                yield return ($"channelVotes.{channel}", "range");
        }
    }
}
