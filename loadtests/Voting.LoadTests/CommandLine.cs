using System.Globalization;

namespace Voting.LoadTests;

/// <summary>The call is not as the usage says.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>A command's words: at most one that stands alone, the rest <c>--name value</c>.</summary>
public sealed class CommandLine
{
    private readonly List<(string Name, string Value)> _options = [];

    /// <param name="allowed">Names without dashes.</param>
    public CommandLine(IReadOnlyList<string> words, params string[] allowed)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
                File = File is null ? words[i] : throw new UsageException($"Too much: {words[i]}");
            else if (!allowed.Contains(words[i][2..]))
                throw new UsageException($"Unknown: {words[i]}");
            else if (i + 1 == words.Count)
                throw new UsageException($"{words[i]} needs a value.");
            else
                _options.Add((words[i][2..], words[++i]));
        }
    }

    public string? File { get; }

    public string RequiredFile => File ?? throw new UsageException("The .pb file is missing.");

    public string? Find(string name) => _options.Where(option => option.Name == name).Select(option => option.Value).LastOrDefault();

    public string Required(string name) => Find(name) ?? throw new UsageException($"--{name} is missing.");

    public IReadOnlyList<Uri> Urls() => _options.Where(option => option.Name == "url").Select(option => option.Value).ToList() switch
    {
        [] => throw new UsageException("--url is missing."),
        var values =>
        [
            .. values.Select(value => Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? url
                : throw new UsageException($"Not an http address: {value}")),
        ],
    };

    public int Number(string name, int otherwise, int least, int most) => Find(name) is not { } value ? otherwise
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"--{name} is a number from {least} to {most}.");
}
