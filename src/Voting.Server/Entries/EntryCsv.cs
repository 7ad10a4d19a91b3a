using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.Extensions.Localization;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Http;

namespace Voting.Server.Entries;

/// <summary>
/// Reads entries from CSV with a header row: <c>number,group,title,organization,region,summary</c>, and if present
/// <c>code,description,imageUrl</c>. UTF-8 with or without BOM, or GB18030, as spreadsheets write it.
/// </summary>
public sealed class EntryCsv(IStringLocalizer<Texts> texts)
{
    private const int MostEntries = 10_000;
    private static readonly string[] Required = ["number", "group", "title", "organization", "region", "summary"];

    static EntryCsv() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public ImportError TooLate => new(1, "", texts["problem.wrong-phase.detail"]);

    /// <returns>The entries, or everything that is wrong with the file; never both.</returns>
    public (IReadOnlyList<Entry> Entries, IReadOnlyList<ImportError> Errors) Read(byte[] file, IReadOnlyList<Group> groups)
    {
        var errors = new List<ImportError>();
        if (Decode(file) is not { } text)
            return ([], [new ImportError(1, "", texts["import.encoding"])]);

        var entries = new List<Entry>();
        using var csv = new CsvReader(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            BadDataFound = null,
            MissingFieldFound = null,
            TrimOptions = TrimOptions.Trim,
            PrepareHeaderForMatch = header => header.Header.Trim().ToLowerInvariant(),
        });
        try
        {
            if (!csv.Read() || !csv.ReadHeader())
                return ([], [new ImportError(1, "", texts["import.empty"])]);
            var header = csv.HeaderRecord!.Select(name => name.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
            errors.AddRange(Required.Where(name => !header.Contains(name))
                .Select(name => new ImportError(1, name, texts["import.missing-column", name])));
            if (errors.Count > 0)
                return ([], errors);

            var numbers = new HashSet<int>();
            for (var row = 2; csv.Read(); row++)
            {
                if (entries.Count >= MostEntries)
                    return ([], [new ImportError(row, "", texts["import.too-many", MostEntries])]);
                if (csv.Parser.Record!.All(string.IsNullOrWhiteSpace))
                    continue;
                entries.Add(ReadRow(csv, row, groups, numbers, errors));
            }
        }
        catch (CsvHelperException)
        {
            errors.Add(new ImportError(csv.Parser.Row, "", texts["import.malformed"]));
        }

        if (entries.Count == 0 && errors.Count == 0)
            errors.Add(new ImportError(2, "", texts["import.empty"]));
        return errors.Count > 0 ? ([], errors) : (entries, []);
    }

    private Entry ReadRow(CsvReader csv, int row, IReadOnlyList<Group> groups, HashSet<int> numbers, List<ImportError> errors)
    {
        var numberText = Field("number");
        if (!int.TryParse(numberText, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number is < 1 or > 1_000_000)
            Wrong("number", "import.number");
        else if (!numbers.Add(number))
            Wrong("number", "import.duplicate-number");
        var group = Field("group");
        if (groups.All(known => known.Code != group))
            Wrong("group", "import.unknown-group");
        var title = Field("title");
        if (title.Length is < 1 or > 200)
            Wrong("title", "import.title");
        var imageUrl = Field("imageUrl");
        if (imageUrl.Length > 0 && !IsPicture(imageUrl))
            Wrong("imageUrl", "import.image-url");
        return new Entry(
            number, group, title, Limited("organization", 200), Limited("region", 100), Limited("summary", 1000),
            Limited("description", 10_000), imageUrl.Length > 0 ? imageUrl : null, Shortlisted: false);

        string Field(string name) => csv.TryGetField<string>(name.ToLowerInvariant(), out var value) ? value?.Trim() ?? "" : "";

        string Limited(string name, int most)
        {
            var value = Field(name);
            if (value.Length > most)
                errors.Add(new ImportError(row, name, texts["import.too-long", most]));
            return value;
        }

        void Wrong(string column, string key) => errors.Add(new ImportError(row, column, texts[key]));
    }

    private static bool IsPicture(string url) =>
        url.Length <= 500 && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;

    /// <summary>UTF-8 if the bytes are, else GB18030 if they are, else null.</summary>
    public static string? Decode(byte[] file)
    {
        var bytes = file.AsSpan();
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        foreach (var name in new[] { "utf-8", "GB18030" })
        {
            try
            {
                var text = Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                    .GetString(bytes);
                if (!text.Contains('\0'))
                    return text;
            }
            catch (DecoderFallbackException)
            {
                // Try the next one.
            }
        }

        return null;
    }
}
