using System.Globalization;
using System.Text;
using Voting.Rules.Log;

namespace Voting.Verify.Witness;

/// <summary>
/// The heads that this witness has cosigned, in <c>heads</c>: a line each, <c>size root origin</c>, in the order of time. Lines are
/// only added, and are on disk before a cosignature leaves: what was cosigned once is remembered whatever happens to the machine.
/// The file is also the evidence if a log ever shows two histories.
/// </summary>
public sealed class SeenHeads : IDisposable
{
    private const string FileName = "heads";

    private readonly Dictionary<string, Checkpoint> _last = [];
    private readonly FileStream _file;

    /// <exception cref="IOException">Another witness has the directory, or the file was damaged by other hands.</exception>
    public SeenHeads(string directory)
    {
        Directory.CreateDirectory(directory);
        _file = new FileStream(Path.Combine(directory, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            Read();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <returns>Null when no head of this log was cosigned.</returns>
    public Checkpoint? Find(string origin) => _last.GetValueOrDefault(origin);

    /// <summary>When this returns, the head is on disk.</summary>
    public void Keep(Checkpoint head)
    {
        var before = _file.Position;
        try
        {
            _file.Write(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{head.Size} {Convert.ToBase64String(head.Root)} {head.Origin}\n")));
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Half a line would swallow the next one.
            _file.SetLength(before);
            _file.Position = before;
            throw;
        }

        _last[head.Origin] = head;
    }

    public void Dispose() => _file.Dispose();

    private void Read()
    {
        using var reader = new StreamReader(_file, Encoding.UTF8, leaveOpen: true);
        var whole = 0L;
        while (reader.ReadLine() is { } line)
        {
            var length = Encoding.UTF8.GetByteCount(line) + 1;
            // Cut off while it was written: it was cosigned for nobody.
            if (whole + length > _file.Length)
                break;
            if (line.Split(' ') is not [var size, var root, var origin] || Checkpoint.TryParse($"{origin}\n{size}\n{root}\n") is not { } head)
                throw new IOException($"{_file.Name} has a line that no witness wrote: {line}");
            _last[head.Origin] = head;
            whole += length;
        }

        _file.SetLength(whole);
        _file.Position = whole;
    }
}
