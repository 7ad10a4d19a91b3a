using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Voting.Server.Storage;

namespace Voting.Server.Ballots;

/// <summary>Who is voting, as far as this system wants to know.</summary>
/// <param name="Channel">How the voter is known, e.g. <c>device</c>.</param>
/// <param name="Subject">Opaque within the channel; never stored, only its pseudonym is.</param>
public sealed record VoterIdentity(string Channel, string Subject);

/// <summary>
/// The device pass: a random id in a signed HttpOnly cookie. On first contact the id comes from the Idempotency-Key, so that
/// a retry whose cookie got lost with the answer is the same voter.
/// </summary>
public sealed class VoterPass(KeyFolder folder, TimeProvider clock)
{
    public const string FileName = "device.key";
    public const string DeviceChannel = "device";
    private const int IdLength = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    private readonly byte[] _key = folder.GetOrCreateSecret(FileName);

    /// <returns>The voter this browser was before; null on first contact or when the cookie is not ours.</returns>
    public VoterIdentity? Find(HttpContext http)
    {
        var cookie = http.Request.Cookies[CookieName(http)];
        var parts = cookie?.Split('.');
        if (parts is not [var id, var tag] || !TryDecode(id, out var idBytes) || !TryDecode(tag, out var tagBytes))
            return null;
        return idBytes.Length == IdLength && CryptographicOperations.FixedTimeEquals(TagOf(idBytes), tagBytes)
            ? new VoterIdentity(DeviceChannel, Convert.ToHexStringLower(idBytes))
            : null;
    }

    public VoterIdentity FindOrIssue(HttpContext http) =>
        Find(http) ?? Issue(http, RandomNumberGenerator.GetBytes(IdLength));

    /// <param name="idempotencyKey">At least <see cref="IdempotencyKey.FirstContactLength"/> characters.</param>
    public VoterIdentity IssueFor(HttpContext http, string idempotencyKey) =>
        Issue(http, HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"first-contact/v1\0{idempotencyKey}"))[..IdLength]);

    private VoterIdentity Issue(HttpContext http, byte[] id)
    {
        http.Response.Cookies.Append(
            CookieName(http),
            $"{Base64Url.EncodeToString(id)}.{Base64Url.EncodeToString(TagOf(id))}",
            new CookieOptions
            {
                HttpOnly = true,
                Secure = http.Request.IsHttps,
                SameSite = SameSiteMode.Lax,
                IsEssential = true,
                Path = "/",
                Expires = clock.GetUtcNow() + Lifetime,
            });
        return new VoterIdentity(DeviceChannel, Convert.ToHexStringLower(id));
    }

    private byte[] TagOf(byte[] id) => HMACSHA256.HashData(_key, (byte[])[.. "device-cookie/v1\0"u8, .. id])[..IdLength];

    private static string CookieName(HttpContext http) => http.Request.IsHttps ? "__Host-device" : "device";

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64Url.IsValid(text))
            return false;
        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }
}
