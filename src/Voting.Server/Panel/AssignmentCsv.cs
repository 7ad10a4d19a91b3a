using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.Extensions.Localization;
using Voting.Server.Contests;
using Voting.Server.Entries;
using Voting.Server.Http;

namespace Voting.Server.Panel;

/// <summary>
/// Reads who marks what from CSV with the header <c>number,expert</c>: one entry and one expert a row, the expert by name or, where a
/// name is not the only one, by id. Encodings as <see cref="EntryCsv"/>.
/// </summary>
public sealed class AssignmentCsv(IStringLocalizer<Texts> texts)
{
    private const int MostRows = 100_000;

    /// <returns>Entry numbers by seat, or everything that is wrong with the file; never both.</returns>
    public (IReadOnlyDictionary<long, IReadOnlyList<int>> Numbers, IReadOnlyList<ImportError> Errors) Read(
        byte[] file, Contest contest, IReadOnlyList<Expert> experts)
    {
        var errors = new List<ImportError>();
        var pairs = new List<(long Expert, int Number)>();
        if (EntryCsv.Decode(file) is not { } text)
            return Wrong(1, "", "import.encoding");
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
                return Wrong(1, "", "import.empty");
            foreach (var column in new[] { "number", "expert" }.Except(csv.HeaderRecord!.Select(name => name.Trim().ToLowerInvariant())))
                errors.Add(new(1, column, texts["import.missing-column", column]));
            if (errors.Count > 0)
                return (Nothing, errors);
            for (var row = 2; csv.Read(); row++)
            {
                if (row > MostRows)
                    return Wrong(row, "", "import.malformed");
                if (csv.Parser.Record!.All(string.IsNullOrWhiteSpace))
                    continue;
                var named = Named(experts, csv.GetField("expert")?.Trim() ?? "");
                if (!int.TryParse(csv.GetField("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    || !contest.Entries.ContainsKey(number))
                    errors.Add(new(row, "number", texts["assignment.unknown-entry"]));
                else if (named.Count == 1)
                    pairs.Add((named[0].Id, number));
                if (named.Count != 1)
                    errors.Add(new(row, "expert", texts[named.Count == 0 ? "assignment.unknown-expert" : "assignment.ambiguous-expert"]));
            }
        }
        catch (CsvHelperException)
        {
            errors.Add(new ImportError(csv.Parser.Row, "", texts["import.malformed"]));
        }

        if (pairs.Count == 0 && errors.Count == 0)
            return Wrong(2, "", "import.empty");
        return errors.Count > 0
            ? (Nothing, errors)
            : (pairs.GroupBy(pair => pair.Expert).ToDictionary(
                seat => seat.Key, seat => (IReadOnlyList<int>)[.. seat.Select(pair => pair.Number).Distinct().Order()]), []);
    }

    private static IReadOnlyDictionary<long, IReadOnlyList<int>> Nothing { get; } = new Dictionary<long, IReadOnlyList<int>>();

    private (IReadOnlyDictionary<long, IReadOnlyList<int>>, IReadOnlyList<ImportError>) Wrong(int row, string column, string key) =>
        (Nothing, [new ImportError(row, column, texts[key])]);

    private static List<Expert> Named(IReadOnlyList<Expert> experts, string name)
    {
        var named = experts.Where(expert => expert.Name == name).ToList();
        return named.Count > 0 ? named : [.. experts.Where(expert => expert.Id.ToString(CultureInfo.InvariantCulture) == name)];
    }
}
