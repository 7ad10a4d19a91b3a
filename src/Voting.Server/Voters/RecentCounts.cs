using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Voting.Server.Voters;

/// <summary>
/// How often each of any number of things was seen lately, in memory of a fixed size (a count-min sketch): four rows of counters,
/// of which each thing has one a row, shared with others by chance. The least of its four is never below the truth; it is above
/// by what shares all of them. Two windows take turns: the last full one counts in the share of it that still lies within the
/// window. Which things share a counter differs from process to process, and nobody outside can find out.
/// </summary>
/// <param name="columns">Counters a row, a power of two. Takes 32 bytes a column.</param>
public sealed class RecentCounts(TimeSpan window, int columns, TimeProvider clock)
{
    private const int Rows = 4;

    private readonly Lock _lock = new();
    private readonly ulong[] _seeds = [Seed(), Seed() | 1];
    private int[] _current = new int[Rows * columns];
    private int[] _previous = new int[Rows * columns];
    private long _turn;

    /// <summary>Counts it once more.</summary>
    /// <returns>How often it was seen within the window, this time too.</returns>
    public double Add(char kind, ulong thing) => Look(kind, thing, isSeen: true);

    public double Count(char kind, ulong thing) => Look(kind, thing, isSeen: false);

    private double Look(char kind, ulong thing, bool isSeen)
    {
        Span<int> cells = stackalloc int[Rows];
        var (first, second) = (Mix(thing ^ _seeds[0] ^ ((ulong)kind << 48)), Mix(thing + _seeds[1] * kind));
        for (var row = 0; row < Rows; row++)
            cells[row] = row * columns + (int)((row < 2 ? first : second) >> (32 * (row % 2)) & (ulong)(columns - 1));

        lock (_lock)
        {
            var share = Turn();
            var (current, previous) = (int.MaxValue, int.MaxValue);
            foreach (var cell in cells)
                (current, previous) = (Math.Min(current, _current[cell]), Math.Min(previous, _previous[cell]));
            if (isSeen)
            {
                // Only those that are at the least are raised: the others count somebody else's already.
                current++;
                foreach (var cell in cells)
                    _current[cell] = Math.Max(_current[cell], current);
            }

            return current + previous * share;
        }
    }

    /// <returns>How much of the previous window still counts, 0 to 1.</returns>
    private double Turn()
    {
        var (turn, into) = Math.DivRem(clock.GetUtcNow().Ticks, window.Ticks);
        if (turn != _turn)
        {
            (_current, _previous) = (_previous, _current);
            Array.Clear(_current);
            // Longer ago than the last window: that one is forgotten too.
            if (turn != _turn + 1)
                Array.Clear(_previous);
            _turn = turn;
        }

        return 1 - (double)into / window.Ticks;
    }

    /// <summary>Every bit of the number moves every bit of the result.</summary>
    private static ulong Mix(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
        number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
        return number ^ (number >> 31);
    }

    private static ulong Seed() => BinaryPrimitives.ReadUInt64BigEndian(RandomNumberGenerator.GetBytes(8));
}
