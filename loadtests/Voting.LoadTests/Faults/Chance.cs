using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Voting.LoadTests.Faults;

/// <summary>Draws that a seed decides: the same again in every run, whatever runs beside it. Not for concurrent use.</summary>
public sealed class Chance(string seed)
{
    private int _drawn;

    /// <returns>From 0 to one less than the bound.</returns>
    public int Below(int bound)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{_drawn++}"));
        return (int)(BinaryPrimitives.ReadUInt64LittleEndian(hash) % (ulong)bound);
    }

    /// <returns>So many different numbers from 1 to <paramref name="most"/>.</returns>
    public IReadOnlyList<int> Distinct(int count, int most)
    {
        var numbers = new List<int>();
        while (numbers.Count < count)
        {
            var number = 1 + Below(most);
            if (!numbers.Contains(number))
                numbers.Add(number);
        }
        return numbers;
    }
}
