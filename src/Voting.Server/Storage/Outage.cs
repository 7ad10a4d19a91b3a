using System.Net.Sockets;
using Npgsql;

namespace Voting.Server.Storage;

/// <summary>
/// Faults that are expected of a service on another machine: it is gone, restarting, full, or too slow. They end by
/// themselves and are met by trying again; anything else is a mistake of this program.
/// </summary>
public static class Outage
{
    private const string IdleInTransactionSessionTimeout = "25P03";

    public static bool Is(Exception fault) => fault switch
    {
        PostgresException refused => IsState(refused.SqlState),
        StorageAwayException or NpgsqlException or TimeoutException or SocketException or IOException => true,
        _ => fault.InnerException is { } cause && Is(cause),
    };

    /// <summary>SQLSTATE classes: connection, resources, operator's intervention, system; and locks not had in time.</summary>
    private static bool IsState(string state) =>
        state[..2] is "08" or "53" or "57" or "58"
        || state is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.ReadOnlySqlTransaction
            or IdleInTransactionSessionTimeout;
}
