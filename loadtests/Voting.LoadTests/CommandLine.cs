using System.Globalization;

namespace Voting.LoadTests;

/// <summary>The call is not as the usage says.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>A command's words: at most one that stands alone, <c>--name value</c>, and flags without a value.</summary>
public sealed class CommandLine
{
    private readonly List<(string Name, string Value)> _options = [];

    /// <param name="allowed">Names without dashes, by a space; those that end with <c>!</c> are flags.</param>
    public CommandLine(IReadOnlyList<string> words, string allowed)
    {
        var names = allowed.Split(' ');
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
                File = File is null ? words[i] : throw new UsageException($"Too much: {words[i]}");
            else if (names.Contains($"{words[i][2..]}!"))
                _options.Add((words[i][2..], ""));
            else if (!names.Contains(words[i][2..]))
                throw new UsageException($"Unknown: {words[i]}");
            else if (i + 1 == words.Count)
                throw new UsageException($"{words[i]} needs a value.");
            else
                _options.Add((words[i][2..], words[++i]));
        }
    }

    public string? File { get; }

    public string RequiredFile => File ?? throw new UsageException("The .pb file is missing.");

    public bool Has(string flag) => Find(flag) is not null;

    public string? Find(string name) => _options.Where(option => option.Name == name).Select(option => option.Value).LastOrDefault();

    public string Required(string name) => Find(name) ?? throw new UsageException($"--{name} is missing.");

    /// <summary>Every <c>--url</c>, and the parts of every <c>--urls</c> between commas.</summary>
    public IReadOnlyList<Uri> Urls()
    {
        var values = _options.Where(option => option.Name is "url" or "urls").SelectMany(option => option.Value.Split(',')).ToList();
        if (values.Count == 0)
            throw new UsageException("--url is missing.");
        return
        [
            .. values.Select(value => Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? url
                : throw new UsageException($"Not an http address: {value}")),
        ];
    }

    public int Number(string name, int otherwise, int least, int most) => Find(name) is not { } value ? otherwise
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"--{name} is a number from {least} to {most}.");
}
