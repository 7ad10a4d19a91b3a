using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Voting.Server.Storage;

namespace Voting.Server.Organizers;

/// <summary>
/// What accounts need the server's key for: a copy of the database makes no codes, and nobody makes up a ticket.
/// </summary>
public sealed class AccountSecrets(KeyFolder folder)
{
    public const string FileName = "accounts.key";

    private readonly byte[] _key = folder.GetOrCreateSecret(FileName);

    /// <summary>The secret of an account's codes.</summary>
    /// <param name="salt">As it stands in the database.</param>
    /// <returns>20 bytes.</returns>
    public byte[] CodesOf(string account, byte[] salt) => Tag($"two-step/v1\0{account}\0{Convert.ToHexStringLower(salt)}")[..20];

    /// <summary>Says for a while that the password was right, to whom a code is asked for next; void when the password changes.</summary>
    public string TicketFor(Account account, DateTimeOffset until)
    {
        var text = $"{until.ToUnixTimeMilliseconds()}\0{account.Name}";
        return $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))}.{Base64Url.EncodeToString(TicketTag(text, account))}";
    }

    /// <returns>The name in a ticket that has not run out; whether it is a true one, <see cref="IsTrue"/> tells.</returns>
    public static string? NameOf(string? ticket, DateTimeOffset now)
    {
        if (ticket is not { Length: < 1500 } || ticket.Split('.') is not [var text, _] || !Base64Url.IsValid(text))
            return null;
        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\0') is [var until, var name]
            && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && now.ToUnixTimeMilliseconds() < time
                ? name
                : null;
    }

    public bool IsTrue(string ticket, Account account)
    {
        var parts = ticket.Split('.');
        return Base64Url.IsValid(parts[1]) && CryptographicOperations.FixedTimeEquals(
            TicketTag(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])), account), Base64Url.DecodeFromChars(parts[1]));
    }

    private byte[] TicketTag(string text, Account account) => Tag($"ticket/v1\0{text}\0{account.PasswordHash}");

    private byte[] Tag(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));
}
