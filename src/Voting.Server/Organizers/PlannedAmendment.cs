using Voting.Rules.Contests;
using Voting.Rules.Ranking;
using Voting.Server.Contests;

namespace Voting.Server.Organizers;

/// <summary>What an organizer wants to change of sealed rules; what is absent stays.</summary>
/// <param name="Reason">1 to 2000 characters, for everybody to read.</param>
/// <param name="TieDecision">Entry numbers in the order the panel decided.</param>
public sealed record AmendmentBody(
    string Reason, DateTimeOffset? ClosesAt = null, Visibility? Visibility = null, PublicityPeriod? Publicity = null,
    IReadOnlyList<int>? TieDecision = null);

/// <summary>An amendment before it is made: what would stand, and how that differs from what stands.</summary>
public sealed record PlannedAmendment(Contest Old, Contest Amended, string Reason, IReadOnlyList<RuleChange> Changes)
{
    private const int LongestReason = 2000;

    /// <returns>The plan, or everything that is wrong with it.</returns>
    public static (PlannedAmendment? Plan, IReadOnlyList<FieldError> Errors) Of(Contest contest, AmendmentBody body, DateTimeOffset now)
    {
        var errors = new List<FieldError>();
        if (string.IsNullOrWhiteSpace(body.Reason))
            errors.Add(new("reason", "required"));
        else if (body.Reason.Length > LongestReason)
            errors.Add(new("reason", "length"));
        errors.AddRange(body.Visibility?.Validate().Select(error => new FieldError($"visibility.{error.Field}", error.Problem)) ?? []);
        errors.AddRange(body.Publicity?.Validate().Select(error => new FieldError($"publicity.{error.Field}", error.Problem)) ?? []);
        if (errors.Count > 0)
            return (null, errors);

        var amended = Apply(contest, body);
        var changes = RuleChange.Between(contest.Files.Rules, amended.Files.Rules);
        errors.AddRange(changes.Select(change => (change.Field, Problem: WhyNot(contest, amended, change, now)))
            .Where(error => error.Problem is not null).Select(error => new FieldError(error.Field, error.Problem!)));
        if (changes.Count == 0)
            errors.Add(new("changes", "required"));
        return errors.Count > 0 ? (null, errors) : (new PlannedAmendment(contest, amended, body.Reason.Trim(), changes), []);
    }

    private static Contest Apply(Contest contest, AmendmentBody body)
    {
        var amended = contest with
        {
            // The database keeps milliseconds.
            ClosesAt = body.ClosesAt is { } closes ? DateTimeOffset.FromUnixTimeMilliseconds(closes.ToUnixTimeMilliseconds()) : contest.ClosesAt,
            Visibility = body.Visibility ?? contest.Visibility,
            Rules = contest.Rules with
            {
                Publicity = body.Publicity ?? contest.Rules.Publicity,
                TieDecision = body.TieDecision is not [] ? body.TieDecision ?? contest.Rules.TieDecision
                    : contest.Rules.TieDecision is null ? null : [],
            },
        };
        var files = PublishedFiles.Of(
            amended.Slug, amended.Zone.Id, amended.OpensAt, amended.ClosesAt, amended.Groups, amended.Criteria, amended.Rules,
            amended.Visibility, []);
        return amended with { Files = new PublishedFiles(files.Rules, contest.Files.Entries) };
    }

    /// <summary>The rule that outsiders check too, and what only the server knows: the time, and the entries.</summary>
    private static string? WhyNot(Contest contest, Contest amended, RuleChange change, DateTimeOffset now) =>
        Amendments.WhyNot(change, contest.Phase) ?? change.Field switch
        {
            Amendments.ClosesAt when now >= contest.ClosesAt => "phase",
            // What was shown is not taken back.
            Amendments.Visibility when amended.Visibility.From < now => "earlier",
            Amendments.TieDecision when !contest.Rules.Score.Ties.Contains(TieSteps.Decision) => "unused",
            Amendments.TieDecision when amended.Rules.TieDecision!.Any(number => contest.FindOnShow(number) is null) => "unknown",
            _ => null,
        };
}
