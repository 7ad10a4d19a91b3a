using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Dapper;

namespace Voting.Benchmarks;

/// <summary>Seconds of a core: what a busy machine does not change, other than rates.</summary>
/// <param name="Own">Of this process.</param>
/// <param name="Database">Of the database's process behind one connection.</param>
public readonly record struct ProcessorTime(double Own, double Database)
{
    private const double TicksASecond = 100;

    public static async Task<ProcessorTime> ReadAsync(DbConnection connection)
    {
        // Fields 14 and 15 of proc(5)'s stat: user and system time; the name before them is in brackets.
        var stat = (await connection.ExecuteScalarAsync<string>("SELECT pg_read_file('/proc/self/stat')"))!;
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return new ProcessorTime(Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds, ticks / TicksASecond);
    }

    public static ProcessorTime operator -(ProcessorTime later, ProcessorTime earlier) =>
        new(later.Own - earlier.Own, later.Database - earlier.Database);
}
