using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Voting.Server.Organizers;

/// <summary>Makes the account <c>organizer</c>, which manages every contest, when there is none. A password nobody chose is shown once, at this start.</summary>
public sealed class FirstOrganizer(
    AccountStore store, IPasswordHasher<Actor> hasher, IOptions<OrganizerOptions> options, TimeProvider clock) : IHostedService
{
    public const string Name = "organizer";

    /// <summary>Set only when this start made the password up.</summary>
    public string? FreshPassword { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await store.AnyAsync())
            return;
        var chosen = options.Value.InitialPassword;
        var password = string.IsNullOrEmpty(chosen) ? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12)) : chosen;
        var hash = hasher.HashPassword(new Actor(Sessions.OrganizerRole, Name), password);
        // Of servers that start together one makes the account, and only that one knows its password.
        var isMade = await store.AddFirstAsync(Name, hash, clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (isMade && password != chosen)
            FreshPassword = password;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
