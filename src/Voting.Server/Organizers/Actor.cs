namespace Voting.Server.Organizers;

/// <summary>Who does an organizer's act.</summary>
/// <param name="Role"><c>organizer</c>, or <c>clock</c> for what happens at its time.</param>
public sealed record Actor(string Role, string Name)
{
    public static Actor Clock { get; } = new("clock", "clock");
}
