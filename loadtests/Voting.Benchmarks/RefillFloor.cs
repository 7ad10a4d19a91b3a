using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Voting.Engines;
using Voting.Server.Ballots;
using Voting.Server.Storage;

namespace Voting.Benchmarks;

/// <summary>What a refill can not be faster than: its rows read and thrown away, and its records written by plain commands.</summary>
public static class RefillFloor
{
    private const int Page = 500;
    private const int InFlight = 4;

    public static async Task<double> ReadSecondsAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false;Command Timeout=600");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT voter, key_hash, entries, period FROM ballots", connection);
        var began = Stopwatch.GetTimestamp();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            // Rows are read into the client's buffer; nothing is made of them.
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>One HSET of 500 records, four of them on their way.</summary>
    public static async Task<double> WriteSecondsAsync(RedisEngine engine, int voters, BoxShape shape)
    {
        const string key = "floor";
        await using var redis = new RedisConnection(engine.ConnectionString, NullLogger<RedisConnection>.Instance);
        await redis.StartAsync(CancellationToken.None);
        while (!redis.IsUp)
            await Task.Delay(10);
        var pages = Enumerable.Range(0, voters).Select(voter => Record(voter, shape)).Chunk(Page)
            .Select(page => page.SelectMany(record => new RedisArg[] { record.Voter, record.Casts }).ToArray()).ToList();
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            pages, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (page, _) => await WriteAsync(redis, key, page));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await engine.FlushAllAsync();
        return seconds;
    }

    /// <summary>Again where the machine stood still for longer than a call may take.</summary>
    private static async Task WriteAsync(RedisConnection redis, string key, RedisArg[] page)
    {
        while (true)
        {
            try
            {
                await redis.CallAsync("HSET", key, page);
                return;
            }
            catch (StorageAwayException)
            {
                await Task.Delay(100);
            }
        }
    }

    private static (byte[] Voter, byte[] Casts) Record(int voter, BoxShape shape)
    {
        var random = SHA256.HashData(BitConverter.GetBytes(voter));
        var cast = PackedBallot.RecordedCast(random[16..24], PackedBallot.Pack([.. Enumerable.Range(1, shape.VotesPerBallot)]));
        return (random[..16], [.. Enumerable.Repeat(cast, shape.BallotsPerVoter).SelectMany(bytes => bytes)]);
    }
}
