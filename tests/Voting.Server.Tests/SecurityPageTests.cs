using System.Text.RegularExpressions;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests;

/// <summary>The page about security names tests that there are, and leaves no requirement of the standard out.</summary>
public sealed class SecurityPageTests
{
    /// <summary>Levels 1 and 2 of ASVS 5.0.0: sections with their first and last item.</summary>
    private const string Requirements =
        "1.1.1-2 1.2.1-9 1.3.1-11 1.4.1-3 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1-1 3.2.1-2 3.3.1-4 3.4.1-6 3.5.1-5 3.7.1-2 4.1.1-3 4.2.1-1 4.3.1-2 4.4.1-4 "
        + "5.1.1-1 5.2.1-3 5.3.1-2 5.4.1-3 6.1.1-3 6.2.1-12 6.3.1-4 6.4.1-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2 8.1.1-2 "
        + "8.2.1-3 8.3.1-1 8.4.1-1 9.1.1-3 9.2.1-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.1-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.1-3 11.4.1-4 11.5.1-1 "
        + "11.6.1-1 12.1.1-3 12.2.1-2 12.3.1-4 13.1.1-1 13.2.1-5 13.3.1-2 13.4.1-5 14.1.1-2 14.2.1-4 14.3.1-3 15.1.1-3 15.2.1-3 15.3.1-7 16.1.1-1 16.2.1-5 "
        + "16.3.1-4 16.4.1-3 16.5.1-3 17.1.1-1 17.2.1-4 17.3.1-2";

    private static readonly string Page = File.ReadAllText(Path.Combine(SourceTree.Root, "deploy/security.md"));

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var tests = SourceTree.Files("tests", ".cs");
        var named = Regex.Matches(Page, @"`(?<class>[A-Z]\w+(?:Tests|Contract))\.(?<method>\w+)`").ToList();

        Assert.True(named.Count > 150, $"{named.Count} names");
        Assert.Empty(named.Where(name => !tests.Any(file =>
            Regex.IsMatch(file.Text, $@"\bclass {name.Groups["class"].Value}\b") && file.Text.Contains($" {name.Groups["method"].Value}(", StringComparison.Ordinal)))
            .Select(name => name.Value));
    }

    [Fact]
    public void Every_requirement_stands_there_once()
    {
        var expected = Requirements.Split(' ').Select(range => Regex.Match(range, @"^(\d+\.\d+)\.(\d+)-(\d+)$").Groups).SelectMany(range =>
            Enumerable.Range(int.Parse(range[2].Value), int.Parse(range[3].Value) - int.Parse(range[2].Value) + 1).Select(item => $"v5.0.0-{range[1].Value}.{item}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), Regex.Matches(Page, @"v5\.0\.0-[\d.]+\d").Select(item => item.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_says_met_not_met_or_whose_business_it_is_and_why()
    {
        var rows = Regex.Matches(Page, @"^\| (v5\.0\.0-[\d.]+) \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$", RegexOptions.Multiline).ToList();
        Assert.True(rows.Count > 190, $"{rows.Count} rows");
        Assert.All(rows, row =>
        {
            Assert.Contains(row.Groups[3].Value, new[] { "met", "not met", "operator" });
            Assert.NotEqual("", row.Groups[4].Value.Trim());
        });
        var counts = Regex.Match(Page, @"\((\d+)\), in our own words: (\d+) met, (\d+) not met,\s(\d+) a matter");
        foreach (var (verdict, group) in new[] { ("met", 2), ("not met", 3), ("operator", 4) })
            Assert.Equal(rows.Count(row => row.Groups[3].Value == verdict), int.Parse(counts.Groups[group].Value));
    }
}
