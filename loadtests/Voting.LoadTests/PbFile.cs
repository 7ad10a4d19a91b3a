using System.Globalization;

namespace Voting.LoadTests;

/// <param name="Number">Its place in the file, from 1: the number of its entry.</param>
/// <param name="Votes">As published; null when the file does not say.</param>
public sealed record PbProject(int Number, string Id, string Name, long? Votes);

/// <param name="Choices">Numbers of projects, ascending.</param>
public sealed record PbBallot(string Voter, IReadOnlyList<int> Choices);

/// <summary>
/// Real ballots as the participatory budgeting library publishes them: sections META, PROJECTS and VOTES, each with a header.
/// Approval ballots only.
/// </summary>
public sealed record PbFile(
    string Description, int MaxLength, IReadOnlyList<PbProject> Projects, IReadOnlyList<PbBallot> Ballots)
{
    private static readonly string[] SectionNames = ["META", "PROJECTS", "VOTES"];

    private sealed record Section(int Line, IReadOnlyList<string> Header, List<PbRecord> Rows);

    public static async Task<PbFile> LoadAsync(string path, CancellationToken cancel = default) =>
        Parse(await File.ReadAllTextAsync(path, cancel));

    /// <exception cref="PbFormatException">Names the line.</exception>
    public static PbFile Parse(string text)
    {
        var sections = SplitSections(PbRecords.Read(text));
        var meta = ReadMeta(sections["META"]);
        var projects = ReadProjects(sections["PROJECTS"]);
        var maxLength = NumberIn(meta, "max_length");
        var ballots = ReadBallots(sections["VOTES"], projects, maxLength);
        CheckCount(meta, "num_projects", projects.Count);
        CheckCount(meta, "num_votes", ballots.Count);
        return new PbFile(
            meta.GetValueOrDefault("description").Value ?? "", maxLength ?? ballots.Max(ballot => ballot.Choices.Count),
            projects, ballots);
    }

    private static Dictionary<string, Section> SplitSections(IEnumerable<PbRecord> records)
    {
        var sections = new Dictionary<string, Section>();
        Section? current = null;
        PbRecord? title = null;
        var last = 1;
        foreach (var record in records)
        {
            last = record.Line;
            if (record.Fields is [var word] && SectionNames.Contains(word.ToUpperInvariant()))
            {
                if (title is not null)
                    throw new PbFormatException(record.Line, $"section {title.Fields[0]} has no header");
                title = record;
            }
            else if (title is not null)
            {
                current = new Section(title.Line, [.. record.Fields.Select(name => name.Trim())], []);
                if (!sections.TryAdd(title.Fields[0].ToUpperInvariant(), current))
                    throw new PbFormatException(title.Line, $"section {title.Fields[0]} is there twice");
                title = null;
            }
            else if (current is null)
                throw new PbFormatException(record.Line, "the file does not begin with a section");
            else if (record.Fields.Count != current.Header.Count)
                throw new PbFormatException(
                    record.Line, $"{record.Fields.Count} fields under a header of {current.Header.Count}");
            else
                current.Rows.Add(record);
        }

        if (SectionNames.FirstOrDefault(name => !sections.TryGetValue(name, out var section) || section.Rows.Count == 0) is { } missing)
            throw new PbFormatException(last, $"section {missing} is missing or empty");
        return sections;
    }

    private static Dictionary<string, (int Line, string Value)> ReadMeta(Section section)
    {
        var meta = new Dictionary<string, (int Line, string Value)>();
        foreach (var row in section.Rows)
        {
            if (row.Fields.Count < 2 || !meta.TryAdd(row.Fields[0].Trim(), (row.Line, row.Fields[1].Trim())))
                throw new PbFormatException(row.Line, "not a key with a value, or a key that was there before");
        }
        if (meta.TryGetValue("vote_type", out var type) && type.Value != "approval")
            throw new PbFormatException(type.Line, $"ballots are of type '{type.Value}', only 'approval' can be replayed");
        return meta;
    }

    private static List<PbProject> ReadProjects(Section section)
    {
        var (id, name, votes) = (Column(section, "project_id"), OptionalColumn(section, "name"), OptionalColumn(section, "votes"));
        var projects = new List<PbProject>();
        var known = new HashSet<string>();
        foreach (var row in section.Rows)
        {
            var projectId = row.Fields[id].Trim();
            if (projectId.Length == 0 || !known.Add(projectId))
                throw new PbFormatException(row.Line, $"project '{projectId}' has no id, or one that was there before");
            projects.Add(new PbProject(
                projects.Count + 1, projectId, name is { } n ? row.Fields[n] : projectId,
                votes is { } v ? NumberOf(row.Line, "votes", row.Fields[v]) : null));
        }
        return projects;
    }

    private static List<PbBallot> ReadBallots(Section section, List<PbProject> projects, int? maxLength)
    {
        var (voter, vote) = (Column(section, "voter_id"), Column(section, "vote"));
        var numbers = projects.ToDictionary(project => project.Id, project => project.Number);
        var ballots = new List<PbBallot>();
        var known = new HashSet<string>();
        foreach (var row in section.Rows)
        {
            if (!known.Add(row.Fields[voter].Trim()))
                throw new PbFormatException(row.Line, $"voter '{row.Fields[voter]}' was there before");
            var choices = new SortedSet<int>();
            foreach (var id in row.Fields[vote].Split(',', StringSplitOptions.TrimEntries))
            {
                if (!numbers.TryGetValue(id, out var number))
                    throw new PbFormatException(row.Line, $"there is no project '{id}'");
                if (!choices.Add(number))
                    throw new PbFormatException(row.Line, $"project '{id}' is on the ballot twice");
            }
            if (choices.Count > maxLength)
                throw new PbFormatException(row.Line, $"{choices.Count} choices where {maxLength} are the most");
            ballots.Add(new PbBallot(row.Fields[voter].Trim(), [.. choices]));
        }
        return ballots;
    }

    private static void CheckCount(Dictionary<string, (int Line, string Value)> meta, string key, int count)
    {
        if (NumberIn(meta, key) is { } claimed && claimed != count)
            throw new PbFormatException(meta[key].Line, $"{key} says {claimed}, the file has {count}");
    }

    private static int? NumberIn(Dictionary<string, (int Line, string Value)> meta, string key) =>
        meta.TryGetValue(key, out var entry) ? NumberOf(entry.Line, key, entry.Value) : null;

    private static int NumberOf(int line, string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new PbFormatException(line, $"{name} is not a number: '{value}'");

    private static int Column(Section section, string name) =>
        OptionalColumn(section, name) ?? throw new PbFormatException(section.Line + 1, $"there is no column '{name}'");

    private static int? OptionalColumn(Section section, string name)
    {
        for (var i = 0; i < section.Header.Count; i++)
            if (section.Header[i] == name)
                return i;
        return null;
    }
}
