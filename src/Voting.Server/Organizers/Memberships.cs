namespace Voting.Server.Organizers;

/// <summary>What one account may do where.</summary>
/// <param name="Roles">By the contest's id.</param>
public sealed record Memberships(bool ManagesAll, IReadOnlyDictionary<long, string> Roles)
{
    /// <returns>Null where the account has no business in the contest.</returns>
    public string? RoleIn(long contestId) => ManagesAll ? Sessions.OrganizerRole : Roles.GetValueOrDefault(contestId);

    /// <summary>Outside of any contest: an organizer somewhere may create contests, everybody else only looks.</summary>
    public string GeneralRole =>
        ManagesAll || Roles.Values.Contains(Sessions.OrganizerRole) ? Sessions.OrganizerRole : Sessions.AuditorRole;
}
