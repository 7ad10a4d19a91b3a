using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Server.Panel;

/// <summary>Who is to be invited, as sent.</summary>
public sealed record InvitedExpert(string Name, string? Affiliation = null);

/// <summary>The token is told once, here; the database has its hash only.</summary>
public sealed record IssuedInvitation(Expert Expert, string Token);

/// <summary>Gives experts seats on a panel, links to take them, and entries to judge.</summary>
public sealed class InviteExperts(
    PanelStore panel, InvitationStore invitations, ContestDirectory contests, LedgerWriter writer, IOptions<PanelOptions> options, TimeProvider clock)
{
    public const int MostAtOnce = 200;

    public static IReadOnlyList<FieldError> Check(IReadOnlyList<InvitedExpert?> experts)
    {
        var errors = new List<FieldError>();
        if (experts.Count is < 1 or > MostAtOnce)
            errors.Add(new("experts", "range"));
        foreach (var (i, expert) in experts.Index())
        {
            if (string.IsNullOrWhiteSpace(expert?.Name) || !GivenMarks.IsText(expert.Name, 100))
                errors.Add(new($"[{i}].name", "length"));
            if (!GivenMarks.IsText(expert?.Affiliation ?? "", 200))
                errors.Add(new($"[{i}].affiliation", "length"));
        }

        return errors;
    }

    /// <returns>The problem's code in place of the invitations when the panel takes nobody any more.</returns>
    public async Task<(IReadOnlyList<IssuedInvitation> Issued, string? Refusal)> ExecuteAsync(Contest contest, IReadOnlyList<InvitedExpert> experts)
    {
        if (contest.Criteria.Count == 0)
            return ([], "no-criteria");
        var issued = new List<IssuedInvitation>();
        var refusal = await writer.ActAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            // In line with every other act: nobody is invited behind a publication that has found all sheets in.
            await transaction.LockForActAsync(contest.Id);
            if (ContestPhases.FromWire(await panel.PhaseAsync(connection, db, contest.Id)) >= ContestPhase.Published)
                return "panel-closed";
            foreach (var invited in experts)
            {
                var id = await panel.AddExpertAsync(connection, db, contest.Id, invited.Name.Trim(), invited.Affiliation?.Trim() ?? "");
                issued.Add(await IssueAsync(transaction, (await panel.FindAsync(connection, db, contest.Id, id))!));
            }

            return null;
        });
        await contests.ReloadAsync(contest.Slug);
        return refusal is null ? (issued, null) : ([], refusal);
    }

    /// <summary>A new link for the same seat; links before it that nobody has used expire. Who is signed in stays so.</summary>
    public async Task<(IssuedInvitation? Issued, string? Refusal)> AgainAsync(Contest contest, long expertId)
    {
        if (await panel.FindAsync(contest.Id, expertId) is not { } expert)
            return (null, "expert-not-found");
        return (await writer.ActAsync(transaction => IssueAsync(transaction, expert)), null);
    }

    /// <param name="numbers">Null = every shortlisted entry.</param>
    public async Task<PanelOutcome> AssignAsync(Contest contest, long expertId, IReadOnlyList<int>? numbers)
    {
        if (numbers?.Any(number => !contest.Entries.ContainsKey(number)) == true)
            return new PanelOutcome("invalid-assignment", [new FieldError("entries", "unknown")]);
        return await writer.ActAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            await transaction.LockForActAsync(contest.Id);
            if (await panel.FindAsync(connection, db, contest.Id, expertId) is not { } expert)
                return PanelOutcome.Refused("expert-not-found");
            if (!expert.IsAwaited)
                return PanelOutcome.Refused(PanelDesk.WhyLocked(expert));
            await panel.AssignAsync(connection, db, expertId, numbers is null ? null : [.. numbers.Distinct().Order()]);
            return PanelOutcome.Done;
        });
    }

    private async Task<IssuedInvitation> IssueAsync(LedgerTransaction transaction, Expert expert)
    {
        var now = clock.GetUtcNow();
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await invitations.AddAsync(
            transaction.Connection, transaction.Transaction, InvitationStore.HashOf(token), expert.Id,
            (now + options.Value.InvitationLifetime).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
        return new IssuedInvitation(expert, token);
    }
}
