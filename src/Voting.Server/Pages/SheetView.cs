using Voting.Server.Contests;
using Voting.Server.Panel;

namespace Voting.Server.Pages;

/// <summary>One entry on an expert's desk, with what was just tried.</summary>
public sealed record SheetView(PanelView Panel, PanelEntry Line, SheetFields Fields)
{
    /// <summary>Title and detail of an act that was refused.</summary>
    public (string Title, string Detail)? Problem { get; init; }

    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>What another browser has saved meanwhile: shown beside the fields, which are not saved.</summary>
    public EntryDraft? Overtaken { get; init; }

    /// <summary>The act whose reason was refused: its form is shown open.</summary>
    public string? Opened { get; init; }

    public bool IsSaved { get; init; }

    public Contest Contest => Panel.Contest;

    public string Address => PanelPages.Sheet(Contest, Line.Entry.Number);

    /// <summary>Nothing more can be noted: for good, or because the panel does not score now.</summary>
    public bool IsLocked => !Panel.CanScore || Line.State == EntryDraft.Recused;

    public PanelEntry? Previous => Panel.Entries.LastOrDefault(entry => entry.Entry.Number < Line.Entry.Number);

    public PanelEntry? Following => Panel.Entries.FirstOrDefault(entry => entry.Entry.Number > Line.Entry.Number);

    /// <summary>The next one to be scored behind this one, or from the start; the desk when there is none.</summary>
    public string NextAddress => NextBehind(Panel, Line.Entry.Number);

    public static string NextBehind(PanelView panel, int number)
    {
        var open = panel.Entries.Where(entry => entry.Draft is not { IsDone: true } && entry.Entry.Number != number).ToList();
        return (open.FirstOrDefault(entry => entry.Entry.Number > number) ?? open.FirstOrDefault()) is { } next
            ? PanelPages.Sheet(panel.Contest, next.Entry.Number)
            : PanelPages.Desk(panel.Contest) + "?done=all";
    }
}
