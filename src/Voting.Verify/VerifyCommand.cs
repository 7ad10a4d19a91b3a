using Voting.Verify.Publication;
using Voting.Verify.Recount;

namespace Voting.Verify;

/// <summary>The recount of a whole contest, from its address or from a bundle that was downloaded.</summary>
public static class VerifyCommand
{
    public static async Task<int> RunAsync(CommandLine line)
    {
        if (line.Plain is not [var place])
            throw new UsageException("which contest? One address or one zip file");
        var pinned = line.All("--vkey").Select(CommandLine.Key).ToList();
        var earlier = line.All("--since").Select(File.ReadAllBytes).ToList();
        try
        {
            using var publication = Open(place);
            var progress = new ProgressBar(Console.Out, Console.IsOutputRedirected);
            var verdict = await new Recounting(publication, pinned, earlier, progress.Show).RunAsync();
            var board = publication is Website site ? await BoardCheck.RunAsync(site, verdict) : null;
            progress.Clear();
            Console.Write(verdict.ToReport(board));
            return 0;
        }
        catch (RefusedException refused)
        {
            new ProgressBar(Console.Out, Console.IsOutputRedirected).Clear();
            Console.WriteLine(refused.Message);
            return 1;
        }
    }

    private static IPublication Open(string place)
    {
        if (!Uri.TryCreate(place, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return ZipBundle.Open(place);
        var log = Website.LogOf(address) ?? throw new UsageException("the address should end with /c/… or /log/…");
        return new Website(new HttpClient { Timeout = Timeout.InfiniteTimeSpan }, log);
    }
}
