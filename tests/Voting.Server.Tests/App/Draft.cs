using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Contests;
using Voting.Rules.Ranking;

namespace Voting.Server.Tests.App;

/// <summary>A contest as an organizer writes it down; valid as it is, and every test changes what it is about.</summary>
public sealed record Draft
{
    public static readonly BallotPolicy TenADay = new(BallotPolicy.Day, 10, 1, 1, 5);

    public string Slug { get; init; } = $"contest-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";

    public string TimeZone { get; init; } = "Asia/Shanghai";

    /// <summary>From the moment it is created.</summary>
    public TimeSpan OpensIn { get; init; } = TimeSpan.Zero;

    public TimeSpan Lasts { get; init; } = TimeSpan.FromDays(10);

    public BallotPolicy Ballot { get; init; } = TenADay;

    /// <summary>Entries 1, 3, 5… are of group <c>village</c>, the others of <c>person</c>.</summary>
    public int Entries { get; init; } = 10;

    public Visibility? Visibility { get; init; }

    public ScorePolicy? Score { get; init; }

    public int? MinMarks { get; init; }

    public PublicityPeriod? Publicity { get; init; }

    /// <summary>The device alone when null.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    public IReadOnlyDictionary<string, int>? ChannelVotes { get; init; }

    public object ToBody(DateTimeOffset now) => new
    {
        slug = Slug,
        title = "乡村振兴成果评选",
        summary = "每人每天十票",
        timeZone = TimeZone,
        opensAt = now + OpensIn,
        closesAt = now + OpensIn + Lasts,
        groups = new[] { new { code = "village", name = "典型村", awards = 3 }, new { code = "person", name = "先进个人", awards = 3 } },
        criteria = new[] { new { code = "effect", name = "成效", max = 100, weight = 1 } },
        rules = new { ballot = Ballot, score = Score, publicity = Publicity, minMarks = MinMarks, channels = Channels, channelVotes = ChannelVotes },
        visibility = Visibility,
    };

    public string ToCsv()
    {
        var csv = new StringBuilder("number,group,title,organization,region,summary\n");
        for (var number = 1; number <= Entries; number++)
            csv.Append($"{number},{(number % 2 == 1 ? "village" : "person")},成果{number},单位{number},甘肃,简介{number}\n");
        return csv.ToString();
    }
}
