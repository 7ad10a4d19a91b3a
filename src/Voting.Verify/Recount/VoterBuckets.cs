namespace Voting.Verify.Recount;

/// <summary>
/// Every ballot under its voter, so that each voter's ballots can be looked at together though the log has them in the order of
/// time. Records go into one of 256 buckets by the first byte of the pseudonym; a full bucket goes to a temporary file. In memory
/// are 4 MB, and while a bucket is looked at, that bucket: a 256th of the ballots (about 51 bytes for three votes), since
/// pseudonyms are evenly spread.
/// </summary>
public sealed class VoterBuckets : IDisposable
{
    private const int Count = 256;
    private const int ChunkSize = 1 << 14;

    private readonly byte[]?[] _buffers = new byte[Count][];
    private readonly int[] _filled = new int[Count];
    private readonly List<(long At, int Length)>[] _chunks = new List<(long, int)>[Count];
    private FileStream? _file;

    public void Add(VoterRecord record)
    {
        var bucket = record.Voter[0];
        var size = record.Size;
        if (size + _filled[bucket] > ChunkSize)
            Spill(bucket);
        // One record may be larger than a chunk.
        if (_buffers[bucket] is not { } buffer || buffer.Length < size)
            _buffers[bucket] = buffer = new byte[Math.Max(ChunkSize, size)];
        record.Pack(buffer.AsSpan(_filled[bucket]));
        _filled[bucket] += size;
    }

    /// <returns>Each bucket's records, packed, in the order of adding.</returns>
    public IEnumerable<byte[]> Read()
    {
        for (var bucket = 0; bucket < Count; bucket++)
        {
            var spilled = _chunks[bucket] ?? [];
            var all = new byte[spilled.Sum(chunk => chunk.Length) + _filled[bucket]];
            var end = 0;
            foreach (var (at, length) in spilled)
            {
                _file!.Position = at;
                _file.ReadExactly(all, end, length);
                end += length;
            }

            _buffers[bucket]?.AsSpan(0, _filled[bucket]).CopyTo(all.AsSpan(end));
            yield return all;
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Spill(int bucket)
    {
        if (_filled[bucket] == 0)
            return;
        _file ??= new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, ChunkSize, FileOptions.DeleteOnClose);
        (_chunks[bucket] ??= []).Add((_file.Position, _filled[bucket]));
        _file.Write(_buffers[bucket]!, 0, _filled[bucket]);
        _filled[bucket] = 0;
    }
}
