using Voting.Rules.Signals;

namespace Voting.Rules.Tests.Signals;

/// <summary>
/// The rules on contests that were made up. <c>VOTING_TESTS_WRITE_SIGNALS=1</c> writes the table into <c>deploy/signals.md</c>, or
/// into another file that it names.
/// </summary>
public sealed class TraceTests
{
    private const string Begin = "<!-- the table: written by TraceTests -->\n";
    private const string End = "<!-- the end of the table -->\n";
    private const double LeastRecall = 0.95;
    private const double MostFalse = 0.005;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ten_of_twelve_attacks_are_held_and_one_honest_ballot_of_two_hundred_at_most(bool heldOut)
    {
        var measured = TraceTable.OfAll.Value.Rows.Select(row => (row.Kind, Measured: heldOut ? row.HeldOut : row.Tuned)).ToList();
        Assert.Equal((12, 5), (measured.Count(row => row.Kind.IsAttack), measured.Count(row => !row.Kind.IsAttack)));
        Assert.InRange(measured.Count(row => row.Kind.IsAttack && row.Measured.Recall >= LeastRecall), 10, 12);
        Assert.All(measured, row => Assert.InRange(row.Measured.FalseHolds, 0, MostFalse));
    }

    [Fact]
    public void Two_attacks_get_past_them_and_the_table_says_so() => Assert.All(
        TraceTable.OfAll.Value.Rows.Where(row => row.Kind.Name is "one vote per address" or "slow drip"),
        row => Assert.True(row.Tuned.Recall < LeastRecall && row.HeldOut.Recall < LeastRecall, $"{row.Kind.Name} is held now: say so."));

    [Fact]
    public void The_published_table_is_what_the_rules_give()
    {
        var (page, given) = (Path.Combine(Root(), "deploy/signals.md"), TraceTable.OfAll.Value.ToMarkdown());
        switch (Environment.GetEnvironmentVariable("VOTING_TESTS_WRITE_SIGNALS"))
        {
            case "1":
                var (before, after) = (File.ReadAllText(page).Split(Begin)[0], File.ReadAllText(page).Split(End)[1]);
                File.WriteAllText(page, before + Begin + given + End + after);
                break;
            case { } elsewhere:
                File.WriteAllText(elsewhere, given);
                break;
        }

        if (TraceTable.Seeds == TraceTable.UsualSeeds)
            Assert.Equal(given, File.ReadAllText(page).Split(Begin)[1].Split(End)[0]);
    }

    [Theory]
    [InlineData("fixed interval")]
    [InlineData("a rented /24")]
    [InlineData("night shift")]
    public void Neither_the_run_nor_the_order_of_the_ballots_matters(string name)
    {
        var trace = TraceKinds.Make(TraceKinds.All.Single(kind => kind.Name == name), seed: 0);
        var again = TraceKinds.Make(TraceKinds.All.Single(kind => kind.Name == name), seed: 0);
        var shuffled = again.Ballots.OrderBy(ballot => Place.Tag(9, (ulong)ballot.Index)).ToList();
        Assert.NotEqual(again.Ballots[0], shuffled[0]);
        Assert.NotEmpty(SignalRules.Scan(trace.Ballots));
        Assert.Equal(SignalRules.Scan(trace.Ballots).Select(InWords), SignalRules.Scan(shuffled).Select(InWords));
    }

    [Theory]
    [InlineData("Texts.resx")]
    [InlineData("Texts.en.resx")]
    public void Organizers_have_words_for_every_reason_and_fact(string file)
    {
        var texts = File.ReadAllText(Path.Combine(Root(), "src/Voting.Server/Http", file));
        var reasons = SignalRules.All.SelectMany(rule => rule.GetType().GetFields()).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        Assert.All(reasons, reason => Assert.Contains($"\"review.signal.{reason}\"", texts));
        string[] kinds = ["one address", "one vote per address", "fixed interval", "device reuse", "last ten minutes"];
        var found = kinds.SelectMany(name => SignalRules.Scan(TraceKinds.Make(TraceKinds.All.Single(kind => kind.Name == name), seed: 2).Ballots)).ToList();
        Assert.Equal(5, found.Select(finding => finding.Rule).Distinct().Count());
        Assert.All(found.SelectMany(finding => finding.Facts).Select(fact => fact.Name).Distinct(), name => Assert.Contains($"\"review.fact.{name}\"", texts));
    }

    [Fact]
    public void No_ballots_are_no_finding() => Assert.Empty(SignalRules.Scan([]));

    private static string InWords(SignalFinding finding) =>
        $"{finding.Rule}/{finding.Version} {finding.Severity} {finding.Reason} {finding.Entry} [{string.Join(' ', finding.Ballots)}] {string.Join(' ', finding.Facts)}";

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Voting.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Voting.sln is in no folder above.");
        return folder.FullName;
    }
}
