using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Voting.Verify.Tests;

/// <summary>The program as an outsider runs it.</summary>
[Collection(RealContest.Collection)]
public sealed class ProgramTests(RealContest real)
{
    private static readonly string Program = typeof(RefusedException).Assembly.Location;

    [Fact]
    public async Task Exit_codes_tell_what_holds_what_does_not_and_what_was_not_understood()
    {
        var directory = Directory.CreateTempSubdirectory("voting-verify-").FullName;
        try
        {
            var (whole, broken, kept) = (Path.Combine(directory, "whole.zip"), Path.Combine(directory, "broken.zip"), Path.Combine(directory, "kept"));
            await File.WriteAllBytesAsync(whole, real.Reviewed);
            await File.WriteAllBytesAsync(broken, real.Reviewed[..^100]);
            await File.WriteAllBytesAsync(kept, Bundle.Read(real.Running).Files["checkpoint"]);
            var key = Bundle.Read(real.Reviewed).Key.ToString();

            var (code, output) = await RunAsync(whole, "--vkey", key, "--since", kept);
            Assert.Equal(0, code);
            Assert.Contains("consistent so far", output);
            Assert.Contains("the key is the one you gave", output);
            // Nothing moves where nobody looks.
            Assert.DoesNotContain('\r', output);
            Assert.Equal((1, true), await RunAsync(broken) is var (one, why) ? (one, why.StartsWith("zip-damaged: ", StringComparison.Ordinal)) : default);
            Assert.Equal(2, (await RunAsync()).Code);
            Assert.Equal(2, (await RunAsync(whole, "--vkey", "no-key")).Code);
            Assert.Equal(2, (await RunAsync(whole, "--what", "x")).Code);
            Assert.Equal(2, (await RunAsync(Path.Combine(directory, "nothing.zip"))).Code);
            Assert.Equal(2, (await RunAsync("http://localhost/")).Code);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_long_log_shows_how_far_it_is()
    {
        var written = new StringWriter();
        var bar = new ProgressBar(written, isRedirected: false);
        var bundle = Bundle.Read(real.Running);
        var leaves = bundle.Leaves();
        var like = leaves[^1];
        for (var i = 0; i < 2500; i++)
            leaves.Add(Crafted.Change(like, leaf => { leaf["s"] = new JsonArray(0, 1, 13 + i); leaf["vt"] = $"{i:x32}"; }));
        bundle.WithLeaves(leaves).Sign(real.OtherKey).Sum();

        using var opened = Publication.ZipBundle.Open(new MemoryStream(bundle.ToZip()));
        var verdict = await new Recount.Recounting(opened, [], [], bar.Show).RunAsync();

        Assert.Equal(2512, verdict.Replay.Ballots);
        Assert.True(written.ToString().Split('\r').Length >= 10, written.ToString());
        Assert.Contains("100 %", written.ToString());
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in args.Prepend(Program))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var written = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(written));
    }
}
