using Regex = System.Text.RegularExpressions.Regex;
using RegexOptions = System.Text.RegularExpressions.RegexOptions;
using Voting.Rules.Contests;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;

namespace Voting.Server.Contests;

/// <summary>A contest to be created, valid.</summary>
public sealed record NewContest(
    string Slug, string Title, string Summary, string TimeZone, DateTimeOffset OpensAt, DateTimeOffset ClosesAt,
    IReadOnlyList<Group> Groups, IReadOnlyList<Criterion> Criteria, ContestRules Rules, Visibility Visibility);

/// <param name="Field">Where it stands in the request, e.g. <c>rules.ballot.maxChoices</c>.</param>
/// <param name="Problem">A stable word: <c>required | range | unknown | duplicate | length | format | …</c>.</param>
public sealed record FieldError(string Field, string Problem, string? Message = null);

/// <summary>The body of the create call, as sent.</summary>
public sealed record CreateContestBody(
    string Slug, string Title, string TimeZone, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, IReadOnlyList<Group> Groups,
    RulesBody Rules, string? Summary = null, string? Template = null, IReadOnlyList<Criterion>? Criteria = null,
    Visibility? Visibility = null)
{
    private static readonly Regex SlugForm = new(@"^[a-z0-9](?:[a-z0-9-]{1,62})[a-z0-9]\z", RegexOptions.NonBacktracking);
    private static readonly Regex CodeForm = new(@"^[A-Za-z0-9_-]{1,40}\z", RegexOptions.NonBacktracking);

    /// <returns>The contest, or everything that is wrong with the request.</returns>
    public (NewContest? Contest, IReadOnlyList<FieldError> Errors) Check()
    {
        var errors = new List<FieldError>();
        if (!SlugForm.IsMatch(Slug))
            errors.Add(new("slug", "format"));
        if (string.IsNullOrWhiteSpace(Title) || Title.Length > 200)
            errors.Add(new("title", "length"));
        if (Summary?.Length > 2000)
            errors.Add(new("summary", "length"));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
            errors.Add(new("timeZone", "unknown"));
        if (ClosesAt <= OpensAt)
            errors.Add(new("closesAt", "range"));
        CheckGroups(errors);
        CheckCriteria(errors);
        var channels = Rules.Channels ?? [VoterChannels.Device];
        errors.AddRange(VoterChannels.Validate(channels, Rules.ChannelVotes, Rules.Ballot)
            .Select(error => new FieldError($"rules.{error.Field}", error.Problem)));
        var score = Rules.Score ?? ScorePolicy.Default;
        // The steps at both ends go without saying.
        score = score with { Ties = [TieSteps.Score, .. (score.Ties ?? []).Where(step => step is not (TieSteps.Score or TieSteps.Joint)), TieSteps.Joint] };
        errors.AddRange(Rules.Ballot.Validate().Select(error => new FieldError($"rules.ballot.{error.Field}", error.Problem)));
        errors.AddRange(score.Validate().Select(error => new FieldError($"rules.score.{error.Field}", "invalid", error.Message)));
        var visibility = Visibility ?? new Visibility(Voting.Rules.Contests.Visibility.Live);
        errors.AddRange(visibility.Validate().Select(error => new FieldError($"visibility.{error.Field}", error.Problem)));
        var publicity = Rules.Publicity ?? PublicityPeriod.None;
        errors.AddRange(publicity.Validate().Select(error => new FieldError($"rules.publicity.{error.Field}", error.Problem)));
        if (Rules.MinMarks is < 1 or > 100)
            errors.Add(new("rules.minMarks", "range"));
        if (errors.Count > 0)
            return (null, errors);
        return (
            new NewContest(
                Slug, Title.Trim(), Summary?.Trim() ?? "", TimeZone, OpensAt.ToUniversalTime(), ClosesAt.ToUniversalTime(),
                Groups, Criteria ?? [], new ContestRules(Rules.Ballot, channels, score, publicity, MinMarks: Rules.MinMarks, ChannelVotes: Rules.ChannelVotes), visibility),
            []);
    }

    private void CheckGroups(List<FieldError> errors)
    {
        if (Groups.Count is < 1 or > 50)
            errors.Add(new("groups", "range"));
        for (var i = 0; i < Groups.Count; i++)
        {
            var group = Groups[i];
            if (group?.Code is null || !CodeForm.IsMatch(group.Code))
                errors.Add(new($"groups[{i}].code", "format"));
            else if (Groups.Take(i).Any(other => other?.Code == group.Code))
                errors.Add(new($"groups[{i}].code", "duplicate"));
            if (string.IsNullOrWhiteSpace(group?.Name) || group.Name.Length > 100)
                errors.Add(new($"groups[{i}].name", "length"));
            if (group?.Awards is < 0 or > 10_000)
                errors.Add(new($"groups[{i}].awards", "range"));
        }
    }

    private void CheckCriteria(List<FieldError> errors)
    {
        var criteria = Criteria ?? [];
        if (criteria.Count > 50)
            errors.Add(new("criteria", "range"));
        for (var i = 0; i < criteria.Count; i++)
        {
            var criterion = criteria[i];
            if (criterion?.Code is null || !CodeForm.IsMatch(criterion.Code))
                errors.Add(new($"criteria[{i}].code", "format"));
            else if (criteria.Take(i).Any(other => other?.Code == criterion.Code))
                errors.Add(new($"criteria[{i}].code", "duplicate"));
            if (string.IsNullOrWhiteSpace(criterion?.Name) || criterion.Name.Length > 100)
                errors.Add(new($"criteria[{i}].name", "length"));
            if (criterion?.Max is < 1 or > 10_000)
                errors.Add(new($"criteria[{i}].max", "range"));
            if (criterion?.HasUsableWeight() is not true)
                errors.Add(new($"criteria[{i}].weight", "range"));
            if (criterion?.Anchor?.Length > 500)
                errors.Add(new($"criteria[{i}].anchor", "length"));
        }
    }
}

/// <param name="Channels">Of <see cref="VoterChannels.All"/>; absent = <c>device</c>.</param>
/// <param name="MinMarks">1 to 100; absent = 1.</param>
/// <param name="ChannelVotes">Votes a period by channel; absent = as <paramref name="Ballot"/> says.</param>
public sealed record RulesBody(
    BallotPolicy Ballot, IReadOnlyList<string>? Channels = null, ScorePolicy? Score = null, PublicityPeriod? Publicity = null,
    int? MinMarks = null, IReadOnlyDictionary<string, int>? ChannelVotes = null);
