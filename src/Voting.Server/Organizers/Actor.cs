namespace Voting.Server.Organizers;

/// <summary>Who acts.</summary>
/// <param name="Role">
/// <c>organizer</c> or <c>auditor</c> of the contest at hand, <c>expert</c>, <c>account</c> for who is signed in by a password and
/// has no contest at hand yet, or <c>clock</c> for what happens at its time.
/// </param>
/// <param name="ExpertId">The seat on a panel; null for everybody but experts.</param>
public sealed record Actor(string Role, string Name, long? ExpertId = null)
{
    public static Actor Clock { get; } = new("clock", "clock");

    /// <summary>Auditors read everything and change nothing.</summary>
    public bool MayChange => Role == Sessions.OrganizerRole;
}
