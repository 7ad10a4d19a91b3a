using Voting.Verify.Witness;

namespace Voting.Verify;

/// <summary><c>witness</c>: cosigns the heads of logs that only grow, until it is interrupted.</summary>
public static class WitnessCommand
{
    public static async Task<int> RunAsync(CommandLine line)
    {
        if (line.All("--state") is not [var state] || line.All("--key") is not [var keyFile] || line.All("--listen") is not [var listen]
            || line.Plain.Count > 0 || line.All("--log").Count == 0 || line.All("--name").Count > 1)
            throw new UsageException("witness needs one --state, --key and --listen, and a --log or several");
        if (!Uri.TryCreate(listen, UriKind.Absolute, out var address) || address.Scheme != "http")
            throw new UsageException("--listen is an address such as http://127.0.0.1:5090; put a proxy with https before it");
        var logs = line.All("--log").Select(CommandLine.Key).ToList();
        var key = WitnessKey.Open(keyFile, line.All("--name").SingleOrDefault());
        using var seen = new SeenHeads(state);
        using var stopping = new CancellationTokenSource();
        Console.CancelKeyPress += (_, interrupt) =>
        {
            interrupt.Cancel = true;
            stopping.Cancel();
        };
        Console.WriteLine($"witness {key.Verifier}");
        Console.WriteLine($"at {address}");
        await new WitnessServer(new AddCheckpoint(key, logs, seen, TimeProvider.System), address, Console.Out).RunAsync(stopping.Token);
        return 0;
    }
}
