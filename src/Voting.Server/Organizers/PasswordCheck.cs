using System.Net;
using Microsoft.AspNetCore.Identity;
using Voting.Server.Ballots;

namespace Voting.Server.Organizers;

/// <summary>
/// Compares passwords with their hashes, which costs a processor some tenths of a second on purpose: one at a time, so that
/// a flood of sign-ins takes the processors from no voter. Names without an account wait in a line of their own, and in
/// each line networks take turns: whoever makes names up, or guesses at a name that there is, does not keep the organizer waiting.
/// </summary>
public sealed class PasswordCheck(IPasswordHasher<Actor> hasher)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly Actor Nobody = new(Sessions.OrganizerRole, "");

    private readonly PasswordLine _accounts = new();
    private readonly PasswordLine _nobody = new();

    // Compared when there is no such account, so that the answer takes as long.
    private readonly string _nobodysHash = hasher.HashPassword(Nobody, "");

    /// <returns>The hash of a new password; null when the line was too long.</returns>
    public async Task<string?> HashAsync(string password, IPAddress? address)
    {
        if (!await _accounts.EnterAsync(AddressPrefix.Of(address), LongestWait))
            return null;
        try
        {
            return hasher.HashPassword(Nobody, password);
        }
        finally
        {
            _accounts.Leave();
        }
    }

    /// <param name="hash">The account's; null when there is none.</param>
    /// <returns>Whether the password is right; null when the line was too long to find out.</returns>
    public async Task<bool?> IsRightAsync(string? hash, string password, IPAddress? address)
    {
        var line = hash is null ? _nobody : _accounts;
        if (!await line.EnterAsync(AddressPrefix.Of(address), LongestWait))
            return null;
        try
        {
            var verdict = hasher.VerifyHashedPassword(Nobody, hash ?? _nobodysHash, password);
            return hash is not null && verdict != PasswordVerificationResult.Failed;
        }
        finally
        {
            line.Leave();
        }
    }
}
