using System.Globalization;

namespace Voting.Verify;

/// <summary>One line that is written over, where somebody looks: nothing is written to a file or a pipe, or for a short log.</summary>
public sealed class ProgressBar(TextWriter terminal, bool isRedirected)
{
    private const int Width = 40;
    private const long LongLog = 2_000;
    private int _shown = -1;

    public void Show(long done, long all)
    {
        var percent = (int)(100 * done / Math.Max(1, all));
        if (isRedirected || all < LongLog || percent == _shown)
            return;
        _shown = percent;
        var filled = Width * percent / 100;
        terminal.Write(string.Create(
            CultureInfo.InvariantCulture, $"\r[{new string('=', filled)}{new string(' ', Width - filled)}] {percent,3} % of {all:N0} leaves"));
    }

    public void Clear()
    {
        if (!isRedirected)
            terminal.Write($"\r{new string(' ', Width + 40)}\r");
    }
}
