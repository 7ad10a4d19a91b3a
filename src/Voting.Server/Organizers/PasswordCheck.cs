using Microsoft.AspNetCore.Identity;

namespace Voting.Server.Organizers;

/// <summary>
/// Compares passwords with their hashes, which costs a processor some tenths of a second on purpose: one at a time, so that
/// a flood of sign-ins takes the processors from no voter. Names without an account wait in a line of their own: whoever
/// makes names up does not keep the organizer waiting.
/// </summary>
public sealed class PasswordCheck(IPasswordHasher<Actor> hasher)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly Actor Nobody = new(Sessions.OrganizerRole, "");

    private readonly SemaphoreSlim _accounts = new(1, 1);
    private readonly SemaphoreSlim _nobody = new(1, 1);

    // Compared when there is no such account, so that the answer takes as long.
    private readonly string _nobodysHash = hasher.HashPassword(Nobody, "");

    /// <returns>The hash of a new password; null when the line was too long.</returns>
    public async Task<string?> HashAsync(string password)
    {
        if (!await _accounts.WaitAsync(LongestWait))
            return null;
        try
        {
            return hasher.HashPassword(Nobody, password);
        }
        finally
        {
            _accounts.Release();
        }
    }

    /// <param name="hash">The account's; null when there is none.</param>
    /// <returns>Whether the password is right; null when the line was too long to find out.</returns>
    public async Task<bool?> IsRightAsync(string? hash, string password)
    {
        var line = hash is null ? _nobody : _accounts;
        if (!await line.WaitAsync(LongestWait))
            return null;
        try
        {
            var verdict = hasher.VerifyHashedPassword(Nobody, hash ?? _nobodysHash, password);
            return hash is not null && verdict != PasswordVerificationResult.Failed;
        }
        finally
        {
            line.Release();
        }
    }
}
