using Voting.Engines;

namespace Voting.LoadTests.Faults;

/// <summary>Copies of Redis' append-only files, taken while it was down, to be brought back rounds later.</summary>
public sealed class AofCopies : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("voting-aof-").FullName;
    private readonly HashSet<RedisEngine> _copied = [];

    public bool Has(RedisEngine redis) => _copied.Contains(redis);

    /// <summary>The first copy stays: the older it is, the more has happened since.</summary>
    public void Take(RedisEngine redis)
    {
        if (_copied.Add(redis))
            redis.CopyAofTo(DirectoryOf(redis));
    }

    /// <summary>The next copy will be a newer one.</summary>
    public void Restore(RedisEngine redis)
    {
        redis.RestoreAofFrom(DirectoryOf(redis));
        Directory.Delete(DirectoryOf(redis), recursive: true);
        _copied.Remove(redis);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string DirectoryOf(RedisEngine redis) => Path.Combine(_directory, $"{redis.Port}");
}
