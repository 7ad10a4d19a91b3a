namespace Voting.Server.Organizers;

/// <summary>Who acts.</summary>
/// <param name="Role"><c>organizer</c>, <c>expert</c>, or <c>clock</c> for what happens at its time.</param>
/// <param name="ExpertId">The seat on a panel; null for everybody but experts.</param>
public sealed record Actor(string Role, string Name, long? ExpertId = null)
{
    public static Actor Clock { get; } = new("clock", "clock");
}
