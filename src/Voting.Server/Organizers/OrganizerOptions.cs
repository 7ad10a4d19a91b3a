namespace Voting.Server.Organizers;

/// <summary>Section <c>Organizers</c>.</summary>
public sealed class OrganizerOptions
{
    /// <summary>Password of the first account, <c>organizer</c>. Absent: a random one is made and printed once.</summary>
    public string? InitialPassword { get; set; }

    /// <summary>How long an organizer's or auditor's link can be used.</summary>
    public TimeSpan InvitationLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long organizers and auditors stay signed in, whatever happens.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(8);

    public bool IsValid() => InvitationLifetime > TimeSpan.Zero && SessionLifetime > TimeSpan.Zero;
}
