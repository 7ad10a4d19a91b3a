using System.Text.Json;
using System.Text.Json.Serialization;
using Voting.Rules.Contests;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Verify.Recount;

/// <summary>A <c>rules.json</c>: everything that decides the result. A member that this program does not know is refused.</summary>
public sealed record SealedRules(
    string Contest, string TimeZone, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, IReadOnlyList<Group> Groups,
    IReadOnlyList<Criterion> Criteria, BallotPolicy Ballot, IReadOnlyList<string> Channels, ScorePolicy Score, JsonElement Visibility,
    PublicityPeriod? Publicity = null, IReadOnlyList<int>? TieDecision = null, int? MinMarks = null,
    IReadOnlyDictionary<string, int>? ChannelVotes = null)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    [JsonIgnore]
    public TimeZoneInfo Zone { get; private init; } = TimeZoneInfo.Utc;

    /// <summary>The ballot policy for voters known by a channel.</summary>
    public BallotPolicy BallotOf(string channel) => new ContestRules(Ballot, Channels, Score, ChannelVotes: ChannelVotes).BallotOf(channel);

    public static SealedRules Read(byte[] file)
    {
        try
        {
            var rules = JsonSerializer.Deserialize<SealedRules>(file, Strict) ?? throw Unreadable("they are null");
            if (rules.Ballot.Validate().Select(problem => problem.Field).FirstOrDefault() is { } field)
                throw Unreadable($"ballot.{field} can not be");
            if (VoterChannels.Validate(rules.Channels, rules.ChannelVotes, rules.Ballot).Select(problem => problem.Field).FirstOrDefault() is { } channel)
                throw Unreadable($"{channel} can not be");
            if (rules.Score.Validate() is [var problem, ..])
                throw Unreadable($"score.{problem.Field} {problem.Message}");
            if (rules.Criteria.FirstOrDefault(criterion => criterion.Max < 1 || !criterion.HasUsableWeight()) is { } criterion)
                throw Unreadable($"criterion {criterion.Code} has no use");
            if (rules.Publicity?.Validate().Select(problem => problem.Field).FirstOrDefault() is { } part)
                throw Unreadable($"publicity.{part} can not be");
            return rules with { Zone = TimeZoneInfo.FindSystemTimeZoneById(rules.TimeZone) };
        }
        catch (Exception e) when (e is JsonException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw Unreadable(e.Message);
        }
    }

    private static RefusedException Unreadable(string why) => new("rules-unreadable", $"the sealed rules can not be read: {why}");
}
