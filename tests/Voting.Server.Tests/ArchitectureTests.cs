using Voting.Server.Tests.App;
using Regex = System.Text.RegularExpressions.Regex;
using SourceFile = Voting.Server.Tests.App.SourceTree.SourceFile;

namespace Voting.Server.Tests;

/// <summary>The rules of the house that a compiler does not know, read from the sources.</summary>
public sealed class ArchitectureTests
{
    private const string Server = "src/Voting.Server";
    private static readonly IReadOnlyList<SourceFile> Code = SourceTree.Files("src", ".cs", ".razor");
    private static readonly string[] Features =
        ["Contests", "Entries", "Ballots", "Panel", "Ledger", "Log", "Ranking", "Live", "Review", "Exports", "Objections", "Organizers", "Pages", "Http", "Demo", "Voters"];

    [Fact]
    public void The_rules_reference_nothing()
    {
        Assert.DoesNotContain("Reference", File.ReadAllText(Path.Combine(SourceTree.Root, "src/Voting.Rules/Voting.Rules.csproj")));
        Nobody(file => file.IsIn("src/Voting.Rules"), @"\b(System\.IO|System\.Net|System\.Threading\.Tasks|TimeProvider|Voting\.Server|Voting\.Verify)\b");
    }

    [Fact]
    public void Storage_and_telemetry_know_no_feature() => Nobody(
        file => file.IsIn($"{Server}/Storage") || file.IsIn($"{Server}/Telemetry"),
        $@"\bVoting\.(Server\.({string.Join('|', Features)})|Rules)\b");

    [Fact]
    public void Nobody_references_live_or_pages() => Nobody(
        file => !file.IsIn($"{Server}/Live") && !file.IsIn($"{Server}/Pages") && file.Path != $"{Server}/Program.cs" && file.Path.EndsWith(".cs", StringComparison.Ordinal),
        @"\bVoting\.Server\.(Live|Pages)\b");

    [Fact]
    public void The_verifier_knows_the_rules_only() =>
        Nobody(file => file.IsIn("src/Voting.Verify"), @"\bVoting\.Server\b");

    [Fact]
    public void Only_stores_name_Dapper() => Nobody(
        file => !file.IsIn($"{Server}/Storage") && !file.Path.EndsWith("Store.cs", StringComparison.Ordinal)
            && !file.Path.EndsWith("/LedgerTransaction.cs", StringComparison.Ordinal),
        @"\b(Dapper|Microsoft\.Data\.Sqlite|Npgsql)\b");

    [Fact]
    public void Only_live_names_SignalR() => Nobody(file => !file.IsIn($"{Server}/Live"), @"\bSignalR\b|\bHubContext\b");

    [Fact]
    public void Only_the_redis_box_and_storage_name_the_redis_client() => Nobody(
        file => !file.IsIn($"{Server}/Storage") && !file.Path.EndsWith("/RedisBallotBox.cs", StringComparison.Ordinal)
            && !file.Path.Contains("RateLimit", StringComparison.Ordinal),
        @"\bStackExchange\.Redis\b");

    [Fact]
    public void Interfaces_stand_where_there_are_two_implementations()
    {
        string[] excepted = ["IBallotBox", "ILedgerFollower", "ILeaderboardClient"];
        var lonely = Code
            .SelectMany(file => Regex.Matches(file.Text, @"^\s*(?:public|internal) (?:\w+ )*interface (?<name>I\w+)", System.Text.RegularExpressions.RegexOptions.Multiline)
                .Select(match => match.Groups["name"].Value))
            .Except(excepted)
            .Where(name => Code.Sum(file => Regex.Count(file.Text, $@"\b(?:class|record|struct) \w+(?:<[^>]*>)?[^{{;]*[:,]\s*{name}\b")) < 2);
        Assert.Empty(lonely);
    }

    [Fact]
    public void No_folder_is_named_after_what_is_not_a_thing()
    {
        string[] vague = ["Utils", "Util", "Helpers", "Helper", "Common", "Services", "Models", "Managers", "Misc", "Shared", "Core", "Abstractions"];
        var folders = SourceTree.Files("src", ".cs", ".razor", ".ts", ".sql").Concat(SourceTree.Files("tests", ".cs"))
            .SelectMany(file => file.Path.Split('/').SkipLast(1)).Distinct();
        Assert.Empty(folders.Intersect(vague, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Nobody_asks_the_machine_for_the_time_or_for_chance_or_blocks_on_a_task() => Nobody(
        _ => true,
        @"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b|\bEnvironment\.TickCount|\bnew Random\(|\bRandom\.Shared\b|\.GetAwaiter\(\)\.GetResult\(\)|\bThread\.Sleep\b");

    [Fact]
    public void Nothing_is_left_for_later() => Nobody(_ => true, @"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException");

    [Fact]
    public void Files_are_short()
    {
        var sizes = Code.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal)).OrderBy(file => file.Lines).ToList();
        Assert.InRange(sizes[^1].Lines, 1, 400);
        Assert.True(sizes[sizes.Count * 9 / 10].Lines <= 220, $"p90 is {sizes[sizes.Count * 9 / 10].Lines}.");
        Assert.InRange(sizes[sizes.Count / 2].Lines, 25, 90);
    }

    [Fact]
    public void The_program_is_a_table_of_contents() =>
        Assert.InRange(Code.Single(file => file.Path == $"{Server}/Program.cs").Lines, 1, 60);

    private static void Nobody(Func<SourceFile, bool> among, string pattern)
    {
        var found = Code.Where(among).Where(file => file.IsIn("src"))
            .SelectMany(file => Regex.Matches(file.Text, pattern).Select(match => $"{file.Path}: {match.Value}"));
        Assert.Empty(found);
    }
}
