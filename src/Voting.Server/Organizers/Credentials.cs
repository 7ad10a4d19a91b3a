using System.Net;
using Voting.Server.Http;

namespace Voting.Server.Organizers;

/// <summary>Why a sign-in, or what needs a password, was refused.</summary>
/// <param name="Code">The problem's.</param>
public sealed record SignInRefusal(string Code, TimeSpan? RetryAfter = null);

/// <summary>Whether somebody is who the account's name says: the password, and the code where the account asks for one.</summary>
public sealed class Credentials(AccountStore accounts, TwoStep twoStep, PasswordCheck passwords, PasswordAttempts attempts, SecurityLog security)
{
    private static readonly TimeSpan Congestion = TimeSpan.FromSeconds(10);

    /// <summary>The answer to who is told to come back because too many passwords wait to be looked at.</summary>
    public static SignInRefusal Congested { get; } = new("too-many-attempts", Congestion);

    /// <param name="code">Null or empty when none was given.</param>
    /// <returns>Null when everything is right.</returns>
    public async Task<SignInRefusal?> CheckAsync(string name, string password, string? code, IPAddress? address)
    {
        var account = await accounts.FindAsync(name);
        return await CheckPasswordAsync(name, account, password, address) ?? await CheckCodeAsync(account!, code, address);
    }

    /// <summary>The password alone, as for what a signed-in person confirms with it.</summary>
    public async Task<SignInRefusal?> CheckPasswordAsync(string name, Account? account, string password, IPAddress? address) =>
        Logged(account, address, await ComparePasswordAsync(name, account, password, address));

    /// <summary>
    /// Wrong codes are counted by account alone: only who knows the password is asked for one, so that nobody else can make the
    /// account wait, and many addresses do not make more guesses.
    /// </summary>
    public async Task<SignInRefusal?> CheckCodeAsync(Account account, string? code, IPAddress? address) =>
        Logged(account, address, await CompareCodeAsync(account, code));

    private SignInRefusal? Logged(Account? account, IPAddress? address, SignInRefusal? refusal)
    {
        // Whoever is asked for a code has given the password just now: no refusal yet.
        if (refusal is not null and not { Code: "code-required" })
            security.Refused(account?.Name, refusal.Code, address);
        return refusal;
    }

    private async Task<SignInRefusal?> ComparePasswordAsync(string name, Account? account, string password, IPAddress? address)
    {
        if (attempts.Take(name, address) is { } wait)
            return new("too-many-attempts", wait);
        var isRight = await passwords.IsRightAsync(account?.PasswordHash, password, address);
        if (isRight is false)
            return new("wrong-password");
        attempts.GiveBack(name, address);
        return isRight is null ? Congested : null;
    }

    private async Task<SignInRefusal?> CompareCodeAsync(Account account, string? code)
    {
        if (account.TwoStep is null)
            return null;
        if (string.IsNullOrWhiteSpace(code))
            return new("code-required");
        if (attempts.Take($"codes\0{account.Name}", null) is { } wait)
            return new("too-many-attempts", wait);
        if (!await twoStep.SpendAsync(account, code))
            return new("wrong-code");
        attempts.GiveBack($"codes\0{account.Name}", null);
        return null;
    }
}
