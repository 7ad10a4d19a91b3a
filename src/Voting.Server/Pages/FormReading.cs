using System.Globalization;
using Voting.Rules.Contests;

namespace Voting.Server.Pages;

/// <summary>How text in a form is read as what it stands for; null where it is none.</summary>
public static class FormReading
{
    private static readonly char[] BetweenItems = [' ', ',', ';', '，', '、', '；', '\r', '\n', '\t'];

    /// <summary>A local time in a zone; null also for one that a clock change skips.</summary>
    public static DateTimeOffset? Time(string text, TimeZoneInfo zone) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
        && local.Kind == DateTimeKind.Unspecified && !zone.IsInvalidTime(local)
            ? new DateTimeOffset(local, zone.GetUtcOffset(local))
            : null;

    public static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static decimal? Decimal(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Days as 2026-10-01, in any order, however they are put apart.</summary>
    public static IReadOnlyList<DateOnly>? Days(string text)
    {
        var days = new SortedSet<DateOnly>();
        foreach (var item in Items(text))
        {
            if (!DateOnly.TryParseExact(item, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return null;
            days.Add(day);
        }

        return [.. days];
    }

    public static IReadOnlyList<int>? Numbers(string text)
    {
        var numbers = Items(text).Select(Whole).ToList();
        return numbers.Contains(null) ? null : [.. numbers.Select(number => number!.Value)];
    }

    /// <summary>Of the fields beside the mode only the mode's own counts: the others stay filled while somebody chooses.</summary>
    public static Visibility Visibility(IFieldForm form, TimeZoneInfo zone) => form["visibility"] switch
    {
        Rules.Contests.Visibility.Every => new("every", Minutes: Whole(form["visibility.minutes"]) ?? 0),
        Rules.Contests.Visibility.Daily => new("daily", At: form["visibility.at"]),
        Rules.Contests.Visibility.Frozen => new("frozen", From: Time(form["visibility.from"], zone)),
        var mode => new(mode),
    };

    private static string[] Items(string text) => text.Split(BetweenItems, StringSplitOptions.RemoveEmptyEntries);
}
