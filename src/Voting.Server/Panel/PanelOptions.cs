namespace Voting.Server.Panel;

/// <summary>Section <c>Panel</c>.</summary>
public sealed class PanelOptions
{
    /// <summary>How long an expert's link can be used.</summary>
    public TimeSpan InvitationLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long an expert stays signed in, whatever happens; then a new link is needed.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    public bool IsValid() => InvitationLifetime > TimeSpan.Zero && SessionLifetime > TimeSpan.Zero;
}
