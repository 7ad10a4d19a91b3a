using System.Globalization;
using Voting.Rules.Signals;

namespace Voting.Verify;

/// <summary><c>signals</c>: the findings of the rules, once more, from rows that an organizer exported.</summary>
public static class SignalsCommand
{
    public static int Run(CommandLine line)
    {
        if (line.Plain is not [var path] || line.All("--out").Count > 1)
            throw new UsageException("signals needs one file of rows");
        var ballots = SignalFile.Read(path);
        var findings = SignalRules.Scan(ballots);
        foreach (var finding in findings)
            Console.WriteLine(InWords(finding));
        var held = findings.Where(finding => finding.Severity == SignalSeverity.Hold).SelectMany(finding => finding.Ballots).Distinct().Count();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{findings.Count} findings in {ballots.Count} ballots; {held} ballots to hold"));
        foreach (var file in line.All("--out"))
            File.WriteAllLines(file, ["rule,version,severity,reason,entry,index", .. findings.SelectMany(Rows)]);
        return held == 0 ? 0 : 1;
    }

    private static string InWords(SignalFinding finding)
    {
        var entry = finding.Entry is { } number ? string.Create(CultureInfo.InvariantCulture, $" entry {number}") : "";
        var facts = finding.Facts.Select(fact => string.Create(CultureInfo.InvariantCulture, $"{fact.Name}={fact.Value}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{finding.Rule}/{finding.Version} {Severity(finding)} {finding.Reason}{entry}: {finding.Ballots.Count} ballots from {finding.Ballots[0]} to {finding.Ballots[^1]}; {string.Join(' ', facts)}");
    }

    private static IEnumerable<string> Rows(SignalFinding finding) => finding.Ballots.Select(index => string.Create(
        CultureInfo.InvariantCulture, $"{finding.Rule},{finding.Version},{Severity(finding)},{finding.Reason},{finding.Entry},{index}"));

    private static string Severity(SignalFinding finding) => finding.Severity == SignalSeverity.Hold ? "hold" : "alert";
}
