using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Voting.Engines;

/// <summary>
/// Ports on loopback that nobody listens on. They lie below those that the system gives to outgoing connections: while
/// an engine is down, a client that tries to come back could otherwise take its very port.
/// </summary>
public static class Loopback
{
    private const int First = 20_000;
    private const int Count = 10_000;

    private static readonly HashSet<int> Given = [];

    public static int FreePort()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = First + RandomNumberGenerator.GetInt32(Count);
            lock (Given)
                if (IsFree(port) && Given.Add(port))
                    return port;
        }

        throw new InvalidOperationException($"There is no free port from {First} on.");
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Loopback, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
