using System.Buffers;

namespace Voting.Server.Log;

/// <summary>
/// Takes what a writer writes synchronously, as <see cref="System.IO.Compression.ZipArchive"/> does when an entry ends, and
/// sends it on when it is asked to: no thread waits for a slow reader.
/// </summary>
internal sealed class PendingBytes : Stream
{
    private readonly ArrayBufferWriter<byte> _pending = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public async Task SendAsync(Stream to, CancellationToken gone)
    {
        await to.WriteAsync(_pending.WrittenMemory, gone);
        _pending.ResetWrittenCount();
    }

    public override void Write(byte[] buffer, int offset, int count) => _pending.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => _pending.Write(buffer);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
