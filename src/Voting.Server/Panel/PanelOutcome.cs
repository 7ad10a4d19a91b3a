using Voting.Server.Contests;

namespace Voting.Server.Panel;

/// <summary>How an act on the panel ended.</summary>
/// <param name="Refusal">The problem's code; null when it is done.</param>
/// <param name="Errors">What is wrong with which field.</param>
/// <param name="Missing">What an incomplete sheet lacks.</param>
/// <param name="Stored">The entry as it stands now.</param>
public sealed record PanelOutcome(
    string? Refusal = null, IReadOnlyList<FieldError>? Errors = null, IReadOnlyList<MissingMarks>? Missing = null,
    EntryDraft? Stored = null)
{
    public static PanelOutcome Done { get; } = new();

    public static PanelOutcome Refused(string code) => new(code);

    public static PanelOutcome Invalid(params IReadOnlyList<FieldError> errors) => new("invalid-marks", errors);
}

/// <param name="Criteria">Codes of the criteria without a mark.</param>
public sealed record MissingMarks(int Number, IReadOnlyList<string> Criteria);
