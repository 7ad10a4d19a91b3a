using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Voting.Server.Storage;

/// <summary>A file that appears whole, under a name that is given to one writer only, whoever is killed or stands still.</summary>
public static class NewFile
{
    private const int AlreadyThere = 17; // EEXIST
    private const int Gone = 2; // ENOENT

    /// <summary>Written whole under a name beside, then linked to its own.</summary>
    /// <param name="beside">Begins the other name, in the same folder.</param>
    /// <param name="isFlushed">Whether it outlasts a power cut from the moment on in which it appears.</param>
    /// <returns>False, and nothing done, when the name is taken.</returns>
    /// <exception cref="IOException">Nothing can be written there.</exception>
    public static bool TryWrite(string path, string beside, ReadOnlySpan<byte> bytes, bool isFlushed)
    {
        var fresh = Path.Combine(Path.GetDirectoryName(path)!, $"{beside}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(bytes);
            if (isFlushed)
                stream.Flush(flushToDisk: true);
        }
        return OperatingSystem.IsWindows() ? TryRename(fresh, path) : TryLink(fresh, path);
    }

    /// <summary>Elsewhere <see cref="File.Move(string, string, bool)"/> looks first and renames then, over whatever came in between.</summary>
    private static bool TryLink(string fresh, string path)
    {
        var error = Link(Name(fresh), Name(path)) == 0 ? 0 : Marshal.GetLastPInvokeError();
        File.Delete(fresh);
        return error switch
        {
            0 => true,
            AlreadyThere or Gone => false,
            _ => throw new IOException($"{path} can not be written: {new Win32Exception(error).Message}"),
        };
    }

    private static bool TryRename(string fresh, string path)
    {
        try
        {
            File.Move(fresh, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(fresh);
            return false;
        }
    }

    private static byte[] Name(string path) => Encoding.UTF8.GetBytes($"{path}\0");

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int Link(byte[] present, byte[] other);
}
