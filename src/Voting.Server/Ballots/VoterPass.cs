using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Storage;

namespace Voting.Server.Ballots;

/// <summary>Who is voting, as far as this system wants to know.</summary>
/// <param name="Channel">How the voter is known; see <see cref="VoterChannels"/>.</param>
/// <param name="Subject">Opaque within the channel; never stored, only its pseudonym is.</param>
/// <param name="KnownSince">When this voter was first seen here.</param>
/// <param name="Device">The browser's device id, whatever the channel; empty where there is none.</param>
public sealed record VoterIdentity(string Channel, string Subject, DateTimeOffset KnownSince = default, string Device = "")
{
    /// <summary>As whom else the same browser is known, in a weaker channel that the contest accepts too; see <see cref="VoterLinks"/>.</summary>
    public VoterIdentity? Also { get; init; }
}

/// <summary>
/// The passes a browser holds, in signed HttpOnly cookies: the device pass, a random id, and one for each stronger channel in
/// which its owner has shown who they are; a printed code is good for its own contest only. On first contact the device id comes
/// from the Idempotency-Key, so that a retry whose cookie got lost with the answer is the same voter.
/// </summary>
public sealed class VoterPass(KeyFolder folder, TimeProvider clock)
{
    public const string FileName = "device.key";
    private const int IdLength = 16;
    private static readonly TimeSpan DeviceLifetime = TimeSpan.FromDays(400);
    private static readonly TimeSpan ChannelLifetime = TimeSpan.FromDays(30);

    private readonly byte[] _key = folder.GetOrCreateSecret(FileName);

    /// <returns>The voter as whom this browser votes in the contest; null when it is not known in any of its channels.</returns>
    public VoterIdentity? Find(HttpContext http, Contest contest)
    {
        var device = Read(http, VoterChannels.Device);
        var known = VoterChannels.All.Where(contest.Rules.Channels.Contains)
            .Select(channel => (Channel: channel, Pass: channel == VoterChannels.Device ? device : Read(http, ScopeOf(channel, contest))))
            .Where(item => item.Pass is not null)
            .Select(item => new VoterIdentity(item.Channel, item.Pass!.Value.Id, Earlier(item.Pass.Value.Since, device?.Since), device?.Id ?? ""))
            .ToList();
        return known switch
        {
            [] => null,
            [{ Channel: VoterChannels.Code } code, ..] => code,
            _ => known.AsEnumerable().Reverse().Aggregate((weaker, stronger) => stronger with { Also = weaker }),
        };
    }

    /// <summary>As <see cref="Find"/>; a browser that comes for the first time gets its device pass.</summary>
    /// <returns>Null where the device pass is not enough.</returns>
    public VoterIdentity? FindOrIssue(HttpContext http, Contest contest)
    {
        if (Read(http, VoterChannels.Device) is not null)
            return Find(http, contest);
        var device = IssueDevice(http, RandomNumberGenerator.GetBytes(IdLength));
        return Find(http, contest) is { } known ? known with { Device = device.Device }
            : contest.Rules.Channels.Contains(VoterChannels.Device) ? device
            : null;
    }

    /// <summary>This browser's device id, made now where it has none yet: what is asked for in one browser is not answered in another.</summary>
    public string DeviceOf(HttpContext http) =>
        Read(http, VoterChannels.Device)?.Id ?? IssueDevice(http, RandomNumberGenerator.GetBytes(IdLength)).Device;

    /// <summary>As <see cref="Find"/>; on first contact with a ballot its key stands for the device.</summary>
    /// <returns>Null where the device pass is not enough, or the key is too short to stand for one.</returns>
    public VoterIdentity? FindOrIssueFor(HttpContext http, Contest contest, string idempotencyKey) =>
        Find(http, contest)
        ?? (idempotencyKey.Length >= IdempotencyKey.FirstContactLength && contest.Rules.Channels.Contains(VoterChannels.Device)
            ? IssueFor(http, idempotencyKey)
            : null);

    private VoterIdentity IssueFor(HttpContext http, string idempotencyKey) =>
        IssueDevice(http, HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"first-contact/v1\0{idempotencyKey}"))[..IdLength]);

    /// <summary>This browser's owner has shown who they are in a channel other than <c>device</c>.</summary>
    /// <param name="who">What is unique in the channel, e.g. a phone number; the pass holds its keyed hash.</param>
    /// <returns>The voter as whom the browser votes from now on.</returns>
    public VoterIdentity Issue(HttpContext http, Contest contest, string channel, string who)
    {
        var before = Find(http, contest);
        while (before is not null && IsStrongerOrSame(before.Channel, channel))
            before = before.Also;
        var id = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"subject/v1\0{channel}\0{who}"))[..IdLength];
        var since = clock.GetUtcNow();
        Write(http, ScopeOf(channel, contest), id, since, ChannelLifetime);
        return new VoterIdentity(channel, Convert.ToHexStringLower(id), since, Read(http, VoterChannels.Device)?.Id ?? "")
        {
            Also = channel == VoterChannels.Code ? null : before,
        };
    }

    /// <summary>The browser is used by the next person: its stronger passes go.</summary>
    public static void Forget(HttpContext http)
    {
        var first = http.Request.IsHttps ? "__Host-voter-" : "voter-";
        foreach (var name in http.Request.Cookies.Keys.Where(name => name.StartsWith(first, StringComparison.Ordinal)))
            http.Response.Cookies.Delete(name, Options(http));
    }

    private VoterIdentity IssueDevice(HttpContext http, byte[] id)
    {
        var since = clock.GetUtcNow();
        Write(http, VoterChannels.Device, id, since, DeviceLifetime);
        var subject = Convert.ToHexStringLower(id);
        return new VoterIdentity(VoterChannels.Device, subject, since, subject);
    }

    /// <summary>What a pass is good for, as its cookie is named: a channel, or a channel in one contest.</summary>
    private static string ScopeOf(string channel, Contest contest) =>
        channel == VoterChannels.Code ? $"{channel}-{contest.Slug}" : channel;

    /// <summary>A browser that was here before its owner showed a phone is no newcomer.</summary>
    private static DateTimeOffset Earlier(DateTimeOffset pass, DateTimeOffset? device) => device < pass ? device.Value : pass;

    private static bool IsStrongerOrSame(string channel, string than) =>
        VoterChannels.All.TakeWhile(other => other != than).Append(than).Contains(channel);

    private void Write(HttpContext http, string scope, byte[] id, DateTimeOffset since, TimeSpan lifetime)
    {
        var seconds = since.ToUnixTimeSeconds();
        var options = Options(http);
        options.Expires = since + lifetime;
        http.Response.Cookies.Append(
            CookieName(http, scope),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Base64Url.EncodeToString(id)}.{seconds}.{Base64Url.EncodeToString(TagOf(scope, id, seconds))}"),
            options);
    }

    /// <returns>Null when there is no such cookie, when it is not ours, or when it has run out.</returns>
    private (string Id, DateTimeOffset Since)? Read(HttpContext http, string scope)
    {
        if (http.Request.Cookies[CookieName(http, scope)]?.Split('.') is not [var id, var since, var tag]
            || !long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || !TryDecode(id, out var idBytes) || idBytes.Length != IdLength || !TryDecode(tag, out var tagBytes)
            || !CryptographicOperations.FixedTimeEquals(TagOf(scope, idBytes, seconds), tagBytes))
            return null;
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return scope != VoterChannels.Device && clock.GetUtcNow() - at > ChannelLifetime ? null : (Convert.ToHexStringLower(idBytes), at);
    }

    private byte[] TagOf(string scope, byte[] id, long since) =>
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"pass/v1\0{scope}\0{Convert.ToHexStringLower(id)}\0{since}"))[..IdLength];

    private static string CookieName(HttpContext http, string scope)
    {
        var name = scope == VoterChannels.Device ? "device" : $"voter-{scope}";
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
