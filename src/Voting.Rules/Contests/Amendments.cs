using System.Text.Json;

namespace Voting.Rules.Contests;

/// <summary>
/// What of the sealed rules may change after voting was opened, and until when; everything else stands for good. An organizer
/// may give voters and objectors more time, show more or less of the counts, and write down how the panel decided a tie. Quotas,
/// weights, methods, criteria, groups, channels and the opening never change: ballots were cast under them.
/// </summary>
public static class Amendments
{
    public const string ClosesAt = "closesAt";
    public const string Visibility = "visibility";
    public const string Publicity = "publicity";
    public const string TieDecision = "tieDecision";

    /// <summary>By so much one amendment puts the end of voting off at most.</summary>
    public static readonly TimeSpan LongestExtension = TimeSpan.FromDays(90);

    public static IReadOnlyList<string> Fields { get; } = [ClosesAt, Visibility, Publicity, TieDecision];

    /// <summary>Whether a member may be amended while the contest stands in this phase.</summary>
    public static bool IsOpen(string field, ContestPhase phase) => field switch
    {
        ClosesAt => phase == ContestPhase.Voting,
        Visibility => phase is ContestPhase.Voting or ContestPhase.Reviewing,
        Publicity => phase is ContestPhase.Voting or ContestPhase.Reviewing or ContestPhase.Published,
        TieDecision => phase == ContestPhase.Reviewing,
        _ => false,
    };

    /// <summary>
    /// Why a change is none that an amendment may make: <c>sealed</c> it never changes, <c>phase</c> not at this time, <c>earlier</c>
    /// it would take time away, <c>range</c> it is no value for the member. Null when it may be made.
    /// </summary>
    public static string? WhyNot(RuleChange change, ContestPhase phase)
    {
        if (!Fields.Contains(change.Field))
            return "sealed";
        if (!IsOpen(change.Field, phase))
            return "phase";
        try
        {
            return change.Field switch
            {
                ClosesAt => WhyNotClosesAt(Read<DateTimeOffset>(change.Old), Read<DateTimeOffset>(change.New)),
                Visibility => Read<Visibility>(change.New)?.Validate().Any() != false ? "range" : null,
                Publicity => WhyNotPublicity(Read<PublicityPeriod>(change.Old), Read<PublicityPeriod>(change.New)),
                _ => WhyNotTieDecision(Read<int[]>(change.New)),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return "range";
        }
    }

    private static T? Read<T>(JsonElement? value) => value is { } json ? json.Deserialize<T>(JsonSerializerOptions.Web) : default;

    private static string? WhyNotClosesAt(DateTimeOffset old, DateTimeOffset amended) =>
        amended <= old ? "earlier"
        : amended - old > LongestExtension ? "range"
        : null;

    private static string? WhyNotPublicity(PublicityPeriod? old, PublicityPeriod? amended) =>
        amended?.Validate().Any() != false ? "range"
        : amended.IsNotShorterThan(old ?? PublicityPeriod.None) ? null
        : "earlier";

    /// <summary>A decision that is not wanted any more is an empty one.</summary>
    private static string? WhyNotTieDecision(int[]? amended) =>
        amended is null || amended.Length > 1000 || amended.Any(number => number < 1) || amended.Distinct().Count() != amended.Length ? "range" : null;
}
