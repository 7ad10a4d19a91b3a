using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Voting.Server.Ballots;
using Voting.Server.Storage;

namespace Voting.Server.Voters;

/// <summary>
/// Instead of work, where a browser runs no script: a signed time from which on the one ballot it was issued for is taken.
/// <c>{Unix seconds}.{base64url of a 16-byte tag}</c>
/// </summary>
public sealed class WaitTickets(KeyFolder folder, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly byte[] _secret = HMACSHA256.HashData(folder.GetOrCreateSecret(VoterPass.FileName), "wait/v1\0"u8.ToArray());

    /// <summary>How long a challenge of this level is waited for: 10 seconds, and twice as long with every level.</summary>
    public static TimeSpan WaitOf(int level) => TimeSpan.FromSeconds(10 << (level - 1));

    public WaitTicket Issue(ChallengeScope scope, string ballotKey, int level)
    {
        var ready = (clock.GetUtcNow() + WaitOf(level)).ToUnixTimeSeconds();
        var text = string.Create(CultureInfo.InvariantCulture, $"{ready}.{Base64Url.EncodeToString(TagOf(scope, ballotKey, ready))}");
        return new WaitTicket(text, WaitOf(level));
    }

    /// <returns>Null when this is no ticket for this ballot, or an old one.</returns>
    public WaitTicket? Read(string text, ChallengeScope scope, string ballotKey)
    {
        if (text.Split('.') is not [var seconds, var tag]
            || !long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var ready)
            || ready > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Base64Url.EncodeToString(TagOf(scope, ballotKey, ready))), Encoding.UTF8.GetBytes(tag)))
            return null;
        var left = DateTimeOffset.FromUnixTimeSeconds(ready) - clock.GetUtcNow();
        return left > -Lifetime ? new WaitTicket(text, left) : null;
    }

    private byte[] TagOf(ChallengeScope scope, string ballotKey, long ready) => HMACSHA256.HashData(
        _secret, Encoding.UTF8.GetBytes($"{scope.Slug}\0{scope.Purpose}\0{scope.Session}\0{ballotKey}\0{ready}"))[..16];
}

/// <param name="Left">How long to wait still; zero or less once it is time.</param>
public sealed record WaitTicket(string Text, TimeSpan Left)
{
    public bool IsReady => Left <= TimeSpan.Zero;

    /// <summary>Whole seconds, as a person counts them.</summary>
    public int Seconds => (int)Math.Ceiling(Left.TotalSeconds);
}
