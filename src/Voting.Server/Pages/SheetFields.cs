using System.Globalization;
using System.Text;
using Voting.Rules.Panel;
using Voting.Server.Contests;
using Voting.Server.Panel;

namespace Voting.Server.Pages;

/// <summary>A score sheet's fields as they stand in the form: as stored, or as typed.</summary>
/// <param name="Marks">By criterion code.</param>
/// <param name="Revision">Of the draft that the fields are a change of; 0 for none.</param>
public sealed record SheetFields(IReadOnlyDictionary<string, string> Marks, string Comment, string Reason, long Revision)
{
    private const string Prefix = "m.";

    public static string NameOf(Criterion criterion) => Prefix + criterion.Code;

    public static SheetFields Of(Contest contest, EntryDraft? draft) => new(
        DraftAnswer.MarksOf(contest, draft).ToDictionary(mark => mark.Key, mark => Text(mark.Value)),
        draft?.Comment ?? "", "", draft?.Revision ?? 0);

    /// <summary>Full-width digits and points of Chinese keyboards are as good as others; browsers send line ends as CR LF.</summary>
    public static SheetFields Of(Contest contest, IFormCollection form) => new(
        contest.Criteria.ToDictionary(
            criterion => criterion.Code, criterion => Narrow(form[NameOf(criterion)].ToString())),
        form["comment"].ToString().ReplaceLineEndings("\n"), form["reason"].ToString().ReplaceLineEndings("\n"),
        long.TryParse(form["revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0);

    public GivenMarks Given => new(Marks.ToDictionary(mark => mark.Key, mark => (string?)mark.Value));

    public static string Text(decimal mark) => mark.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Narrow(string text)
    {
        try
        {
            return text.Trim().Normalize(NormalizationForm.FormKC).Replace('。', '.');
        }
        catch (ArgumentException)
        {
            return "?"; // Half a character, which is no number either.
        }
    }
}
