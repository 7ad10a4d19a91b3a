using Voting.Rules.Log;

namespace Voting.Verify;

/// <summary>The call can not be understood; the message says what is wrong with it.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>Plain arguments, and options that each have a value.</summary>
public sealed class CommandLine
{
    private readonly List<(string Name, string Value)> _options = [];

    /// <param name="known">Names of options, with their dashes.</param>
    public CommandLine(IReadOnlyList<string> args, params string[] known)
    {
        var plain = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                plain.Add(args[i]);
            else if (!known.Contains(args[i]))
                throw new UsageException($"{args[i]} is not known here");
            else if (++i == args.Count)
                throw new UsageException($"{args[i - 1]} needs a value");
            else
                _options.Add((args[i - 1], args[i]));
        }

        Plain = plain;
    }

    public IReadOnlyList<string> Plain { get; }

    public IReadOnlyList<string> All(string name) => [.. _options.Where(option => option.Name == name).Select(option => option.Value)];

    public static VerifierKey Key(string text) =>
        VerifierKey.TryParse(text.Trim()) ?? throw new UsageException("--vkey is not a verifier key: name+id+base64");
}
