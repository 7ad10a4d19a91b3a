using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Panel;

namespace Voting.Server.Organizers;

/// <summary>The token is told once, here; the database has its hash only.</summary>
public sealed record IssuedMemberInvitation(string Name, string Role, string Token, DateTimeOffset ExpiresAt);

/// <summary>The acts by which organizers let others look after their contest, and take it back.</summary>
public sealed class InviteMember(
    MemberStore members, MemberInvitationStore invitations, LedgerWriter writer, IOptions<OrganizerOptions> options, TimeProvider clock)
{
    /// <param name="name">As <see cref="AccountRules.NameOf"/> gives it.</param>
    /// <returns>The problem's code in place of the link when it is refused.</returns>
    public async Task<(IssuedMemberInvitation? Issued, string? Refusal)> ExecuteAsync(Contest contest, string name, string role, Actor by)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var expiresAt = clock.GetUtcNow() + options.Value.InvitationLifetime;
        var isIssued = await writer.ActAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            if (await members.IsMemberAsync(connection, db, contest.Id, name))
                return false;
            await invitations.AddAsync(
                connection, db, InvitationStore.HashOf(token), contest.Id, name, role, by.Name, expiresAt.ToUnixTimeMilliseconds());
            return true;
        });
        return isIssued ? (new IssuedMemberInvitation(name, role, token, expiresAt), null) : (null, "already-member");
    }

    /// <summary>Ends what somebody is in the contest, an unused link for the name, and the unused links the person gave to others.</summary>
    /// <returns>The problem's code; null when it is done.</returns>
    public async Task<string?> RemoveAsync(Contest contest, string name, Actor by)
    {
        if (name == by.Name)
            return "own-membership";
        return await writer.ActAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            var isRemoved = await members.RemoveAsync(connection, db, contest.Id, name);
            if (isRemoved)
                await invitations.WithdrawIssuedByAsync(connection, db, contest.Id, name);
            return await invitations.WithdrawAsync(connection, db, contest.Id, name) > 0 || isRemoved ? null : "person-not-found";
        });
    }
}
