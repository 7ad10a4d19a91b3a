using System.Security.Cryptography;
using System.Text;

namespace Voting.Server.Organizers;

/// <summary>
/// The second step of signing in: a code from the account's own device, or one of ten recovery codes. Each is accepted once,
/// whichever server it is given to.
/// </summary>
public sealed class TwoStep(AccountStore accounts, AccountSecrets secrets, TimeProvider clock)
{
    private const int RecoveryCodes = 10;
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Offers a new secret; it counts from the first right code on.</summary>
    public Task OfferAsync(string name) => accounts.OfferTwoStepAsync(name, RandomNumberGenerator.GetBytes(20));

    /// <returns>The secret that waits for its first code; null when none does.</returns>
    public byte[]? OfferedTo(Account account) =>
        account is { TwoStep: null, TwoStepOffered: { } salt } ? secrets.CodesOf(account.Name, salt) : null;

    /// <returns>The recovery codes, told once; null when the code was wrong or nothing was offered.</returns>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(Account account, string code)
    {
        if (OfferedTo(account) is not { } secret || Totp.FindStep(secret, Plain(code), clock.GetUtcNow()) is not { } step)
            return null;
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString(Alphabet, 16)).ToList();
        return await accounts.TurnTwoStepOnAsync(account.Name, account.TwoStepOffered!, step, codes.ConvertAll(HashOf))
            ? codes.ConvertAll(text => string.Join('-', text.Chunk(4).Select(part => new string(part))))
            : null;
    }

    /// <summary>Uses up a code.</summary>
    /// <returns>False when it is wrong, or was used before.</returns>
    public async Task<bool> SpendAsync(Account account, string given)
    {
        var code = Plain(given);
        if (Totp.FindStep(secrets.CodesOf(account.Name, account.TwoStep!), code, clock.GetUtcNow()) is { } step)
            return step > account.TwoStepLast && await accounts.TakeStepAsync(account.Name, account.TwoStep!, step);
        // Only a code that there is: every spending is an act of the ledger's writer.
        return code.Length == 16 && await accounts.HasRecoveryCodeAsync(account.Name, HashOf(code))
            && await accounts.TakeRecoveryCodeAsync(account.Name, HashOf(code));
    }

    /// <summary>Spaces, hyphens, capitals and full-width digits are how people copy codes.</summary>
    private static string Plain(string code) => new(
    [
        .. code.Select(c => c is >= '０' and <= '９' ? (char)(c - '０' + '0') : char.ToLowerInvariant(c))
            .Where(char.IsAsciiLetterOrDigit).Take(40),
    ]);

    private static byte[] HashOf(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));
}
