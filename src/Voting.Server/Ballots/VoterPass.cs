using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Contests;
using Voting.Server.Storage;

namespace Voting.Server.Ballots;

/// <summary>Who is voting, as far as this system wants to know.</summary>
/// <param name="Channel">How the voter is known; see <see cref="VoterChannels"/>.</param>
/// <param name="Subject">Opaque within the channel; never stored, only its pseudonym is.</param>
/// <param name="KnownSince">When this voter was first seen here.</param>
/// <param name="Device">The browser's device id, whatever the channel; empty where there is none.</param>
public sealed record VoterIdentity(string Channel, string Subject, DateTimeOffset KnownSince = default, string Device = "");

/// <summary>
/// The passes a browser holds, in signed HttpOnly cookies: the device pass, a random id, and one for each stronger channel in
/// which its owner has shown who they are. On first contact the device id comes from the Idempotency-Key, so that a retry whose
/// cookie got lost with the answer is the same voter.
/// </summary>
public sealed class VoterPass(KeyFolder folder, TimeProvider clock)
{
    public const string FileName = "device.key";
    private const int IdLength = 16;
    private static readonly TimeSpan DeviceLifetime = TimeSpan.FromDays(400);
    private static readonly TimeSpan ChannelLifetime = TimeSpan.FromDays(30);

    private readonly byte[] _key = folder.GetOrCreateSecret(FileName);

    /// <returns>The voter as whom this browser votes where these channels are accepted; null when it is not known in any of them.</returns>
    public VoterIdentity? Find(HttpContext http, IReadOnlyList<string> channels)
    {
        var device = Read(http, VoterChannels.Device);
        foreach (var channel in VoterChannels.All.Where(channels.Contains))
            if ((channel == VoterChannels.Device ? device : Read(http, channel)) is { } pass)
                return new VoterIdentity(channel, pass.Id, pass.Since, device?.Id ?? "");
        return null;
    }

    /// <summary>As <see cref="Find"/>; a browser that comes for the first time gets its device pass.</summary>
    /// <returns>Null where the device pass is not enough.</returns>
    public VoterIdentity? FindOrIssue(HttpContext http, IReadOnlyList<string> channels)
    {
        if (Read(http, VoterChannels.Device) is not null)
            return Find(http, channels);
        var device = IssueDevice(http, RandomNumberGenerator.GetBytes(IdLength));
        return Find(http, channels) is { } known ? known with { Device = device.Device }
            : channels.Contains(VoterChannels.Device) ? device
            : null;
    }

    /// <summary>First contact with a ballot.</summary>
    /// <param name="idempotencyKey">At least <see cref="IdempotencyKey.FirstContactLength"/> characters.</param>
    public VoterIdentity IssueFor(HttpContext http, string idempotencyKey) =>
        IssueDevice(http, HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"first-contact/v1\0{idempotencyKey}"))[..IdLength]);

    /// <summary>This browser's owner has shown who they are in a channel other than <c>device</c>.</summary>
    /// <param name="who">What is unique in the channel, e.g. a phone number; the pass holds its keyed hash.</param>
    public VoterIdentity Issue(HttpContext http, string channel, string who)
    {
        var id = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"subject/v1\0{channel}\0{who}"))[..IdLength];
        var since = clock.GetUtcNow();
        Write(http, channel, id, since, ChannelLifetime);
        return new VoterIdentity(channel, Convert.ToHexStringLower(id), since, Read(http, VoterChannels.Device)?.Id ?? "");
    }

    /// <summary>The browser is used by the next person: its stronger passes go.</summary>
    public static void Forget(HttpContext http)
    {
        foreach (var channel in VoterChannels.All.Where(channel => channel != VoterChannels.Device))
            http.Response.Cookies.Delete(CookieName(http, channel), Options(http));
    }

    private VoterIdentity IssueDevice(HttpContext http, byte[] id)
    {
        var since = clock.GetUtcNow();
        Write(http, VoterChannels.Device, id, since, DeviceLifetime);
        var subject = Convert.ToHexStringLower(id);
        return new VoterIdentity(VoterChannels.Device, subject, since, subject);
    }

    private void Write(HttpContext http, string channel, byte[] id, DateTimeOffset since, TimeSpan lifetime)
    {
        var seconds = since.ToUnixTimeSeconds();
        var options = Options(http);
        options.Expires = since + lifetime;
        http.Response.Cookies.Append(
            CookieName(http, channel),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Base64Url.EncodeToString(id)}.{seconds}.{Base64Url.EncodeToString(TagOf(channel, id, seconds))}"),
            options);
    }

    /// <returns>Null when there is no such cookie, when it is not ours, or when it has run out.</returns>
    private (string Id, DateTimeOffset Since)? Read(HttpContext http, string channel)
    {
        if (http.Request.Cookies[CookieName(http, channel)]?.Split('.') is not [var id, var since, var tag]
            || !long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || !TryDecode(id, out var idBytes) || idBytes.Length != IdLength || !TryDecode(tag, out var tagBytes)
            || !CryptographicOperations.FixedTimeEquals(TagOf(channel, idBytes, seconds), tagBytes))
            return null;
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return channel != VoterChannels.Device && clock.GetUtcNow() - at > ChannelLifetime ? null : (Convert.ToHexStringLower(idBytes), at);
    }

    private byte[] TagOf(string channel, byte[] id, long since) =>
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"pass/v1\0{channel}\0{Convert.ToHexStringLower(id)}\0{since}"))[..IdLength];

    private static string CookieName(HttpContext http, string channel)
    {
        var name = channel == VoterChannels.Device ? "device" : $"voter-{channel}";
        return http.Request.IsHttps ? $"__Host-{name}" : name;
    }

    private static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        IsEssential = true,
        Path = "/",
    };

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64Url.IsValid(text))
            return false;
        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }
}
