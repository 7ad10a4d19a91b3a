using System.Diagnostics;
using Voting.Rules.Signals;
using Voting.Rules.Tests.Signals;
using Voting.Verify;

namespace Voting.Rules.Tests.Verify;

/// <summary>The rules as an auditor runs them again, over a file of rows.</summary>
public sealed class SignalsCommandTests : IDisposable
{
    private const string Row = "17,1790000000000,phone,000102030405060708090a0b0c0d0e0f,3 7,0000000000000001,00000000000000ff,fedcba9876543210,1789999999000";
    private readonly string _folder = Directory.CreateTempSubdirectory("voting-signals-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_program_finds_what_the_rules_find_and_its_exit_code_says_whether_ballots_are_to_be_held()
    {
        var attacked = Made("fixed interval");
        var (rows, held) = (Write([.. attacked.Select(InCsv)]), Path.Combine(_folder, "held.csv"));

        var (code, output) = await RunAsync("signals", rows, "--out", held);

        var findings = SignalRules.Scan(attacked);
        Assert.Equal(1, code);
        Assert.Equal(findings.Count + 1, output.Trim().Split('\n').Length);
        Assert.Contains("\nR3/1 hold steady-pace entry ", "\n" + output);
        Assert.Contains($"{findings.Count} findings in {attacked.Count} ballots; ", output);
        Assert.Equal(
            [
                "rule,version,severity,reason,entry,index",
                .. findings.SelectMany(finding => finding.Ballots.Select(index =>
                    $"{finding.Rule},{finding.Version},{finding.Severity.ToString().ToLowerInvariant()},{finding.Reason},{finding.Entry},{index}")),
            ],
            File.ReadAllLines(held));
        Assert.Equal(0, (await RunAsync("signals", Write([.. Made("class vote").Select(InCsv)]))).Code);
    }

    [Fact]
    public async Task Without_a_file_or_with_another_one_it_ends_with_2_and_says_why()
    {
        Assert.Equal(2, (await RunAsync("signals")).Code);
        Assert.Equal(2, (await RunAsync("signals", Path.Combine(_folder, "nothing.csv"))).Code);
        var (code, output) = await RunAsync("signals", Write([Row, Row[..^1] + "x"]));
        Assert.Equal(2, code);
        Assert.Contains("row 3 is not a ballot", output);
    }

    [Fact]
    public void A_row_is_read_digit_by_digit()
    {
        var ballot = Assert.Single(SignalFile.Read(Write([Row])));
        Assert.Equal(
            (17, 1_790_000_000_000, "phone", UInt128.Parse("5233100606242806050955395731361295"), 1UL, 255UL, 0xfedcba9876543210, 1_789_999_999_000),
            (ballot.Index, ballot.At, ballot.Channel, ballot.Voter, ballot.Address, ballot.Network, ballot.Device, ballot.KnownSince));
        Assert.Equal([3, 7], ballot.Entries);
    }

    [Fact]
    public void An_empty_tag_is_unknown_and_a_mark_before_the_header_or_windows_line_ends_do_no_harm()
    {
        var path = Path.Combine(_folder, "windows.csv");
        File.WriteAllText(path, $"\uFEFF{SignalFile.Header}\r\n{Row.Replace("fedcba9876543210", "", StringComparison.Ordinal)}\r\n");
        Assert.Equal((0UL, 1_789_999_999_000), (Assert.Single(SignalFile.Read(path)).Device, SignalFile.Read(path)[0].KnownSince));
    }

    [Theory]
    [InlineData("17,", "-17,")]
    [InlineData("17,", ",")]
    [InlineData("17,", "17.5,")]
    [InlineData("phone", "")]
    [InlineData("3 7", "")]
    [InlineData("3 7", "0 7")]
    [InlineData("3 7", "3  7")]
    [InlineData("3 7", "3 2147483648")]
    [InlineData("000102", "0x0102")]
    [InlineData("000102", "0102")]
    [InlineData("00000000000000ff", "ff")]
    [InlineData("00000000000000ff", "00000000000000fg")]
    [InlineData(",1789999999000", "")]
    [InlineData(",1789999999000", ",1789999999000,1")]
    public void What_is_no_row_is_refused_with_its_number(string part, string other)
    {
        var path = Write([Row.Replace("17,", "16,", StringComparison.Ordinal), Row.Replace(part, other, StringComparison.Ordinal)]);
        Assert.Contains("row 3 is not a ballot", Assert.Throws<IOException>(() => SignalFile.Read(path)).Message);
    }

    [Fact]
    public void An_index_twice_and_another_header_are_refused()
    {
        Assert.Contains("row 3 has index 17 once more", Assert.Throws<IOException>(() => SignalFile.Read(Write([Row, Row]))).Message);
        var path = Path.Combine(_folder, "header.csv");
        File.WriteAllText(path, $"at,index\n{Row}\n");
        Assert.Contains("row 1 should be", Assert.Throws<IOException>(() => SignalFile.Read(path)).Message);
    }

    private static IReadOnlyList<SignalBallot> Made(string name) => TraceKinds.Make(TraceKinds.All.Single(kind => kind.Name == name), seed: 0).Ballots;

    private static string InCsv(SignalBallot ballot) =>
        $"{ballot.Index},{ballot.At},{ballot.Channel},{ballot.Voter:x32},{string.Join(' ', ballot.Entries)},{ballot.Address:x16},{ballot.Network:x16},{ballot.Device:x16},{ballot.KnownSince}";

    private string Write(IReadOnlyList<string> rows)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid()}.csv");
        File.WriteAllLines(path, [SignalFile.Header, .. rows]);
        return path;
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in args.Prepend(typeof(SignalFile).Assembly.Location))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var written = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(written));
    }
}
