using System.Text;

namespace Voting.Server.Tests.LoadTests;

/// <summary>
/// A server that is killed without warning while it signs: never two roots for one size, every receipt holds, nothing is lost
/// or counted twice.
/// </summary>
public sealed class CrashRunTests
{
    private const int Ballots = 1500;

    [Fact]
    public async Task Five_kills_while_signing_fork_no_log_and_lose_no_receipt()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Pb());
            await LoadTestRun.SucceedsAsync(
                TimeSpan.FromMinutes(5), "crash", file, "--kills", "5", "--in-flight", "32", "--slug", "killed-while-signing");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Each voter approves two of six entries, in turn.</summary>
    private static string Pb()
    {
        var text = new StringBuilder("META\nkey;value\nmax_length;2\nPROJECTS\nproject_id\nA\nB\nC\nD\nE\nF\nVOTES\nvoter_id;vote\n");
        for (var voter = 0; voter < Ballots; voter++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{voter};{(char)('A' + voter % 6)},{(char)('A' + (voter + 1) % 6)}\n");
        return text.ToString();
    }
}
