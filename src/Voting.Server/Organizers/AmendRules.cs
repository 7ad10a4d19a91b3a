using System.Text;
using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Panel;
using Voting.Server.Ranking;

namespace Voting.Server.Organizers;

/// <summary>How an amendment ended: made, refused for its fields, or refused as a whole.</summary>
/// <param name="Code">Of the refusal; null when it was made.</param>
public sealed record AmendOutcome(PlannedAmendment? Plan, string? Code = null, IReadOnlyList<FieldError>? Errors = null);

/// <summary>
/// The act of changing sealed rules: a leaf that names the rules of before and after, who, and why. The boxes take the new end
/// of voting from the contest, servers that did not do it from the database.
/// </summary>
public sealed class AmendRules(
    AmendmentStore store, ContestDirectory contests, ContestKeys keys, LedgerWriter writer, LogFileStore texts, RevealStore reveals,
    SignedHeads heads, RevealSheets sheets, TimeProvider clock)
{
    private const int MostAttempts = 5;

    /// <param name="isDryRun">Only says what would change.</param>
    public async Task<AmendOutcome> ExecuteAsync(string slug, AmendmentBody body, Actor actor, bool isDryRun = false)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            // As it stands now: another server may have acted on it.
            var contest = await contests.ReloadAsync(slug);
            if (contest.Phase is < ContestPhase.Voting or ContestPhase.Archived)
                return new AmendOutcome(null, "wrong-phase");
            if (heads.Refused.ContainsKey(contest.Id))
                return new AmendOutcome(null, "log-stopped");
            var (plan, errors) = PlannedAmendment.Of(contest, body, clock.GetUtcNow());
            if (plan is null)
                return new AmendOutcome(null, "invalid-amendment", errors);
            if (isDryRun)
                return new AmendOutcome(plan);
            if (await writer.ActAsync(transaction => ActAsync(plan, actor, transaction)))
            {
                await contests.ReloadAsync(slug);
                return new AmendOutcome(plan);
            }
        }

        return new AmendOutcome(null, "not-saved");
    }

    /// <returns>False when the contest has changed since the plan was made.</returns>
    private async Task<bool> ActAsync(PlannedAmendment plan, Actor actor, LedgerTransaction transaction)
    {
        var (connection, db) = (transaction.Connection, transaction.Transaction);
        var (old, amended) = (plan.Old, plan.Amended);
        if (!await store.ReplaceRulesAsync(connection, db, amended, old.Revision))
            return false;
        // The contest is locked by this change; the panel's acts wait for it.
        var now = clock.GetUtcNow();
        var by = keys.Actor(old.Slug, actor.Role, actor.Name);
        var leaf = Leaf.Amend(
            old.Slug, now.ToUnixTimeMilliseconds(), old.Files.RulesHash, amended.Files.RulesHash, by, LogFileStore.HashOf(plan.Reason));
        // Counts that are live from here on take the panel's sheets with them, if they are all in.
        await transaction.AppendAsync(old.Id, [leaf, .. await sheets.OpenIfDueAsync(connection, db, amended)]);
        await texts.KeepAsync(connection, db, old.Id, plan.Reason);
        await texts.KeepAsync(connection, db, old.Id, Encoding.UTF8.GetString(old.Files.Rules));
        await store.AddAsync(connection, db, old, amended, now.ToUnixTimeMilliseconds(), plan.Reason, by);
        // What everybody has seen stays in the open; what comes from here on waits for its time.
        if (KindAt(old, now) == RevealKind.Everything && KindAt(amended, now) != RevealKind.Everything)
            await reveals.KeepShownAsync(connection, db, old.Id, now.ToUnixTimeMilliseconds());
        return true;
    }

    private static RevealKind KindAt(Contest contest, DateTimeOffset now) =>
        contest.Visibility.RevealedAt(now, contest.OpensAt, contest.Zone).Kind;
}
