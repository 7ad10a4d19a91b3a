using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Voting.Engines;

namespace Voting.Benchmarks;

/// <summary>
/// Where Redis says its time went: that of its processors as a whole, and by the clock command by command, those inside of a
/// script counted also in the script's.
/// </summary>
public sealed class CommandTimes(RedisEngine redis)
{
    private double _processorBefore;

    public async Task ResetAsync()
    {
        await redis.AskAsync("CONFIG", "RESETSTAT");
        _processorBefore = await ProcessorSecondsAsync();
    }

    /// <summary>Of all its threads, in its code and in the kernel, since it started.</summary>
    public async Task<double> ProcessorSecondsAsync() =>
        Regex.Matches(await redis.AskAsync("INFO", "cpu"), @"^used_cpu_(?:user|sys):([\d.]+)", RegexOptions.Multiline).Sum(match => Number(match.Groups[1]));

    public async Task<string> OfBallotAsync(int ballots)
    {
        var stats = Regex.Matches(await redis.AskAsync("INFO", "commandstats"), @"cmdstat_(\S+):calls=(\d+),usec=(\d+)")
            .Select(match => (Command: match.Groups[1].Value, Calls: Number(match.Groups[2]), Microseconds: Number(match.Groups[3])))
            .OrderByDescending(command => command.Microseconds);
        var lines = new StringBuilder();
        lines.Append(CultureInfo.InvariantCulture, $"  a ballot: {(await ProcessorSecondsAsync() - _processorBefore) * 1e6 / ballots:F1} microseconds of processor; by the clock");
        foreach (var (command, calls, microseconds) in stats.Where(command => command.Calls * 1000 > ballots))
            lines.Append(CultureInfo.InvariantCulture, $"  {command} {microseconds / ballots:F2} in {calls / ballots:F1}");
        return lines.ToString();
    }

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);
}
