namespace Voting.Server.Organizers;

/// <summary>Section <c>Organizers</c>.</summary>
public sealed class OrganizerOptions
{
    /// <summary>Password of the first account, <c>organizer</c>. Absent: a random one is made and printed once.</summary>
    public string? InitialPassword { get; set; }
}
