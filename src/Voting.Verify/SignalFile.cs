using System.Globalization;
using System.Text;
using Voting.Rules.Signals;

namespace Voting.Verify;

/// <summary>
/// Rows for the signal rules as CSV: times in Unix ms, pseudonym as 32 and tags as 16 hex digits (empty = unknown), entries
/// separated by a space. Nothing in it needs quotes.
/// </summary>
public static class SignalFile
{
    public const string Header = "index,at,channel,voter,entries,address,network,device,knownSince";

    /// <exception cref="IOException">The file can not be read, or a row is not such a row; the message names it.</exception>
    public static IReadOnlyList<SignalBallot> Read(string path)
    {
        using var lines = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false));
        if (lines.ReadLine() is not Header)
            throw new IOException($"{path}: row 1 should be {Header}");
        var (ballots, indexes) = (new List<SignalBallot>(), new HashSet<long>());
        for (var row = 2; lines.ReadLine() is { } line; row++)
        {
            var ballot = Parse(line) ?? throw new IOException($"{path}: row {row} is not a ballot: {line}");
            if (!indexes.Add(ballot.Index))
                throw new IOException($"{path}: row {row} has index {ballot.Index} once more");
            ballots.Add(ballot);
        }

        return ballots;
    }

    private static SignalBallot? Parse(string line)
    {
        if (line.Split(',') is not [var index, var at, { Length: > 0 } channel, { Length: 32 } voter, var entries, var address, var network, var device, var known])
            return null;
        var choices = entries.Split(' ').Select(Number).ToList();
        if (Number(index) is not { } number || Number(at) is not { } time || Number(known) is not { } since
            || !UInt128.TryParse(voter, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var pseudonym)
            || Tag(address) is not { } fromAddress || Tag(network) is not { } fromNetwork || Tag(device) is not { } onDevice
            || choices.Any(choice => choice is null or < 1 or > int.MaxValue))
            return null;
        return new(number, time, string.Intern(channel), pseudonym, [.. choices.Select(choice => (int)choice!.Value)], fromAddress, fromNetwork, onDevice, since);
    }

    private static long? Number(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static ulong? Tag(string hex) =>
        hex.Length == 0 ? 0 : hex.Length == 16 && ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var tag) ? tag : null;
}
