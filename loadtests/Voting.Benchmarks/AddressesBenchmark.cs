using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Voting.Engines;
using Voting.Server.Ballots;
using Voting.Server.Storage;

namespace Voting.Benchmarks;

/// <summary>
/// A flood of ballots within a minute, each from another IPv6 /64, half of them neighbours in few /48, half all over the address
/// space: what both boxes keep about them.
/// </summary>
public sealed class AddressesBenchmark(int addresses, int windows)
{
    private const int InFlight = 512;
    private const int Cap = 6000;
    private const string Prefix = "a:{flood:0}";

    // Some instant; the flood lies within its minute.
    private const long Now = 1_700_000_010_000;

    public async Task RunAsync(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{addresses:N0} addresses in a minute, {windows:N0} windows of their own"));
        FloodEmbedded(output);
        await FloodRedisAsync(output);
    }

    private void FloodEmbedded(TextWriter output)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (box, began) = (new AddressWindows(Cap, windows), Stopwatch.GetTimestamp());
        for (var i = 0; i < addresses; i++)
        {
            var address = new AddressPrefix(AddressOf(i));
            if (box.Check(address, Now) is null)
                box.Count(address, Now);
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"embedded: {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6:N1} MB for {box.Windows:N0} windows, {seconds:N1} s"));
        GC.KeepAlive(box);
    }

    private async Task FloodRedisAsync(TextWriter output)
    {
        await using var engine = await RedisEngine.StartAsync();
        await using var redis = new RedisConnection(engine.ConnectionString, NullLogger<RedisConnection>.Instance);
        await redis.StartAsync(CancellationToken.None);
        while (!redis.IsUp)
            await Task.Delay(10);
        var script = BoxScripts.Text("address_window", "take_address");
        await redis.LoadScriptAsync(Prefix, script);
#pragma warning disable CA5350 // Redis names scripts by their SHA-1.
        var sha = SHA1.HashData(Encoding.UTF8.GetBytes(script));
#pragma warning restore CA5350
        var memory = new BoxMemory(engine);
        var (before, began) = (await memory.UsedAsync(), Stopwatch.GetTimestamp());
        var (taken, refused) = (0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, addresses), new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (i, _) =>
        {
            var address = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(address, AddressOf(i));
            var reply = await redis.EvalShaAsync(sha, [Prefix], address, Cap, Now, windows);
            Interlocked.Increment(ref reply!.Value[0].Text == "taken" ? ref taken : ref refused);
        });

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var (own, shared) = ($"{Prefix}:{Now / 60_000}", $"{Prefix}:{Now / 60_000}:shared");
        var (owns, networks) = (await memory.FieldsAsync(own), await memory.FieldsAsync(shared));
        var bytes = await memory.OfKeyAsync(own) + await memory.OfKeyAsync(shared);
        var all = await memory.UsedAsync() - before;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Redis: {bytes / 1e6:N1} MB for {owns:N0} own and {networks:N0} shared windows, {bytes / (double)(owns + networks):N0} bytes each; "
            + $"all of Redis grew by {all / 1e6:N1} MB; {taken:N0} taken, {refused:N0} refused; {seconds:N1} s"));
    }

    private static ulong AddressOf(int i) => i % 2 == 0
        ? (0x2001_0DB8UL << 32) + (ulong)(i / 2)
        : (0x2600_0000UL << 32) + ((ulong)i << 16);
}
