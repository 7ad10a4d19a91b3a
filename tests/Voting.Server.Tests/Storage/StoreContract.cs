using Dapper;
using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Server.Ledger;
using Voting.Server.Log;
using Voting.Server.Panel;
using Voting.Server.Storage;

namespace Voting.Server.Tests.Storage;

/// <summary>What every database answers alike.</summary>
public abstract class StoreContract
{
    protected abstract Task<StoresUnderTest> OpenAsync();

    [SkippableFact]
    public async Task A_second_start_changes_nothing_and_a_newer_database_is_refused()
    {
        await using var stores = await OpenAsync();
        var contest = await stores.NewContestAsync();
        await stores.MigrateAsync();
        Assert.Equal(contest.Slug, (await stores.LoadAsync(contest.Slug)).Slug);

        await using (var writer = await stores.Database.OpenWriterAsync())
            await writer.ExecuteAsync(stores.Database.IsPostgres ? "INSERT INTO schema_version VALUES (99)" : "PRAGMA user_version = 99");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(stores.MigrateAsync);
        Assert.Contains("newer program", refusal.Message);
    }

    [SkippableFact]
    public async Task A_contest_is_read_back_as_it_was_written()
    {
        await using var stores = await OpenAsync();
        var contest = await stores.NewContestAsync();
        var draft = StoresUnderTest.NewContest(contest.Slug);

        Assert.Equal((draft.Title, draft.Summary, draft.TimeZone), (contest.Title, contest.Summary, contest.Zone.Id));
        Assert.Equal((draft.OpensAt, draft.ClosesAt), (contest.OpensAt, contest.ClosesAt));
        Assert.Equal(draft.Groups, contest.Groups);
        Assert.Equal(draft.Criteria, contest.Criteria);
        Assert.Equal(draft.Rules.Ballot, contest.Rules.Ballot);
        Assert.Equal(draft.Visibility, contest.Visibility);
        Assert.Equal(Enumerable.Range(1, 10).Select(StoresUnderTest.NewEntry), contest.Entries.Values.OrderBy(entry => entry.Number));
        Assert.Equal(contest.Slug, Assert.Single(await stores.Contests.LoadAllAsync()).Slug);
        Assert.Null(await stores.TransactAsync(transaction => stores.Contests.InsertAsync(
            transaction.Connection, transaction.Transaction, draft, "elsewhere", "somebody", 2)));
    }

    [SkippableFact]
    public async Task Every_act_on_a_contest_raises_its_revision_and_no_ballot_does()
    {
        await using var stores = await OpenAsync();
        var contest = await stores.NewContestAsync();
        Assert.Equal(2, contest.Revision);
        await stores.TransactAsync(transaction => stores.Contests.SaveEntriesAsync(
            transaction.Connection, transaction.Transaction, contest.Id, [StoresUnderTest.NewEntry(3) with { Title = "另" }]));
        contest = await stores.LoadAsync(contest.Slug);
        Assert.Equal((3, "另"), (contest.Revision, contest.Entries[3].Title));

        await stores.TransactAsync(transaction => transaction.AppendAsync(contest.Id, "{}"u8.ToArray(), "{}"u8.ToArray()));
        await stores.RecordAsync(contest, [StoresUnderTest.NewIntent(contest, 1, 1, [1])]);
        Assert.Equal(4, (await stores.LoadAsync(contest.Slug)).Revision);
        var head = await stores.Logs.ReadHeadAsync(contest.Id);
        Assert.Equal((3, 2, 1), (head.Size, head.Acts, head.Ballots));
    }

    [SkippableFact]
    public async Task A_contest_moves_on_once_and_keeps_what_was_sealed()
    {
        await using var stores = await OpenAsync();
        var contest = await stores.NewContestAsync();
        await stores.TransactAsync(async transaction =>
        {
            var (connection, db) = (transaction.Connection, transaction.Transaction);
            await stores.Contests.ShortlistAllAsync(connection, db, contest.Id);
            await stores.Contests.SealFilesAsync(connection, db, contest);
            Assert.True(await stores.Contests.MoveAsync(connection, db, contest, ContestPhase.Screening));
            Assert.False(await stores.Contests.MoveAsync(connection, db, contest, ContestPhase.Screening));
        });
        var moved = await stores.LoadAsync(contest.Slug);
        Assert.Equal(ContestPhase.Screening, moved.Phase);
        Assert.Equal(10, moved.Shortlist.Count());
        Assert.Equal(contest.Files.Rules, moved.Files.Rules);
        Assert.Equal(contest.Files.Entries, moved.Files.Entries);
    }

    [SkippableFact]
    public async Task Marks_are_the_organizers_once_submitted_and_everybodys_once_revealed()
    {
        await using var stores = await OpenAsync();
        var contest = await stores.NewContestAsync();
        var experts = new List<long>();
        await stores.TransactAsync(async transaction =>
        {
            foreach (var name in new[] { "甲", "乙" })
                experts.Add(await stores.Panel.AddExpertAsync(transaction.Connection, transaction.Transaction, contest.Id, name, "大学"));
            Assert.Equal(experts[1], await stores.Panel.FindExpertAsync(transaction.Connection, transaction.Transaction, contest.Id, "乙"));
        });
        foreach (var expert in experts)
            await stores.TransactAsync(async transaction =>
            {
                var (connection, db) = (transaction.Connection, transaction.Transaction);
                await stores.Drafts.SaveAsync(connection, db, expert, new EntryDraft(1, EntryDraft.Marking, [90_000], "", "", 1));
                await stores.Drafts.SaveAsync(connection, db, expert, new EntryDraft(2, EntryDraft.Marking, [80_000], "", "", 1));
                await stores.Drafts.SaveAsync(connection, db, expert, new EntryDraft(3, EntryDraft.Abstained, [null], "", "无法判断", 1));
            });
        Assert.Empty(await stores.Panel.ReadSubmittedAsync(contest.Id));
        foreach (var expert in experts)
            await stores.TransactAsync(transaction =>
                stores.Panel.SubmitAsync(transaction.Connection, transaction.Transaction, expert, new byte[32], 5));
        Assert.Equal([1, 2], (await stores.Panel.ReadSubmittedAsync(contest.Id)).Select(entry => entry.Key));
        Assert.Empty(await stores.Panel.ReadRevealedAsync(contest.Id));
        foreach (var expert in experts)
            await stores.TransactAsync(transaction =>
                stores.Panel.MarkRevealedAsync(transaction.Connection, transaction.Transaction, expert, 6));

        var marks = await stores.Panel.ReadRevealedAsync(contest.Id);
        Assert.Equal([2, 2], new[] { marks[1].Count(), marks[2].Count() });
        Assert.Equal([80_000], marks[2].First().MilliMarks);
    }

    [SkippableFact]
    public async Task A_recorded_ballot_is_read_back_byte_for_byte_and_proves_itself()
    {
        await using var stores = await OpenAsync();
        var contest = await stores.NewContestAsync(7, 8);
        await stores.TransactAsync(transaction => transaction.AppendAsync(contest.Id, "{\"v\":1}"u8.ToArray()));
        var answers = new List<RecordedBallot>();
        // Batches that end within a tile, fill one, and fill several.
        foreach (var size in new[] { 1, 200, 54, 1, 700, 3 })
            answers.AddRange((await stores.RecordAsync(contest, [.. Enumerable.Range(answers.Count, size).Select(i =>
                StoresUnderTest.NewIntent(contest, i % 300, i, [1 + i % 10], shard: i % 2, epoch: 7 + i % 2))]))!);

        var key = stores.VerifierFor(contest);
        foreach (var answer in answers.Where((_, i) => i % 41 == 0 || i is 0 or 255 or 256 or 958))
        {
            var i = (int)answer.LogIndex - 1;
            var byKey = await stores.Ledger.FindAsync(contest.Id, StoresUnderTest.Bytes(16, i % 300), StoresUnderTest.Bytes(8, i));
            var byId = await stores.Ledger.FindAsync(contest.Id, answer.BallotId);
            Assert.Equivalent(answer, byKey, strict: true);
            Assert.Equivalent(answer, byId, strict: true);
            Assert.Equal(ProofVerdict.Valid, TlogProof.TryParse(answer.Receipt)!.Verify(answer.Leaf, key));
        }

        Assert.Null(await stores.Ledger.FindAsync(contest.Id, "no such ballot"));
        Assert.Equal("{\"v\":1}"u8.ToArray(), await stores.Logs.FindLeafAsync(contest.Id, 0));
        Assert.Null(await stores.Logs.FindLeafAsync(contest.Id, 960));
        var newest = (await stores.Logs.FindNewestCheckpointAsync(contest.Id))!.Value;
        Assert.Equal(960, newest.Checkpoint.Size);
        Assert.Equal(newest.Note, await stores.Logs.FindCheckpointAsync(contest.Id, 960));
        Assert.Null(await stores.Logs.FindCheckpointAsync(contest.Id, 959));
        var tree = new TreeFrontier();
        for (var i = 0; i < 960; i++)
            tree.Append(MerkleTree.LeafHash((await stores.Logs.FindLeafAsync(contest.Id, i))!));
        Assert.Equal(newest.Checkpoint.Root, tree.Root());
    }

    [SkippableFact]
    public async Task A_batch_with_a_ballot_that_stands_is_stored_not_at_all_and_shows_which_one_it_is()
    {
        await using var stores = await OpenAsync();
        var contest = await stores.NewContestAsync();
        await stores.RecordAsync(contest, [StoresUnderTest.NewIntent(contest, 1, 1, [1]), StoresUnderTest.NewIntent(contest, 2, 2, [2])]);
        var other = await stores.NewContestAsync();
        await stores.RecordAsync(other, [StoresUnderTest.NewIntent(other, 3, 3, [3])]);

        BallotIntent[] again =
        [
            StoresUnderTest.NewIntent(contest, 3, 3, [3], epoch: 2), StoresUnderTest.NewIntent(contest, 2, 2, [2], epoch: 2),
            StoresUnderTest.NewIntent(contest, 1, 2, [2], epoch: 2),
        ];
        Assert.Null(await stores.RecordAsync(contest, again));
        Assert.Equal(2, (await stores.Logs.ReadHeadAsync(contest.Id)).Size);

        var standing = await stores.TransactAsync(transaction =>
            stores.Ledger.FindStandingAsync(transaction.Connection, transaction.Transaction, again));
        var found = Assert.Single(standing);
        Assert.Equal([again[1]], again.Where(intent => intent.Cast == found.Cast));
        Assert.Equal((0, 1, 2), (found.Shard, found.Epoch, found.Seq));
        Assert.Empty(await stores.TransactAsync(transaction =>
            stores.Ledger.FindStandingAsync(transaction.Connection, transaction.Transaction, [])));
    }

    [SkippableFact]
    public async Task A_box_is_filled_by_shard_and_period_and_counts_what_was_given()
    {
        await using var stores = await OpenAsync();
        var contest = await stores.NewContestAsync(1, 1);
        await stores.RecordAsync(contest, [.. Enumerable.Range(0, 40).Select(i => StoresUnderTest.NewIntent(
            contest, i % 4, i, i % 2 == 0 ? [1, 2, 5] : [2], period: i / 10, shard: i % 2))]);

        var all = await stores.Ledger.ReadAllAsync(contest.Id).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (long)i), all.Select(ballot => ballot.Seq));
        Assert.Equal((0, 1, 1001L), (all[1].Period, all[1].Shard, all[1].AcceptedAt));
        Assert.Equal(StoresUnderTest.Bytes(8, 1), all[1].KeyHash);
        var part = await stores.Ledger.ReadShardAsync(contest.Id, shard: 1).OrderBy(ballot => ballot.Period).ToListAsync();
        Assert.Equal(Enumerable.Repeat<int[]>([2], 20), part.Select(ballot => ballot.Entries));
        Assert.Equal((0, 3), (part[0].Period, part[^1].Period));
        Assert.All(part, ballot => Assert.Contains(all, other =>
            other.Shard == 1 && other.KeyHash.SequenceEqual(ballot.KeyHash) && other.Voter.SequenceEqual(ballot.Voter)));

        var counted = await stores.Ledger.CountVotesAsync(contest.Id);
        Assert.Equal(40, counted.Ballots);
        Assert.Equal(new Dictionary<int, long> { [1] = 20, [2] = 40, [5] = 20 }, counted.Votes);
        var odd = await stores.Ledger.CountVotesAsync(contest.Id, shard: 1);
        Assert.Equal((20, 20), (odd.Ballots, odd.Votes[2]));
        Assert.Single(odd.Votes);
        var none = await stores.Ledger.CountVotesAsync((await stores.NewContestAsync()).Id);
        Assert.Equal((0, 0), (none.Ballots, none.Votes.Count));

        Assert.Equal([1, 2, 5, 1, 2, 5, 1, 2, 5], await stores.Ledger.GivenAsync(contest.Id, StoresUnderTest.Bytes(16, 0), 0));
        Assert.Empty(await stores.Ledger.GivenAsync(contest.Id, StoresUnderTest.Bytes(16, 0), 9));
    }

    [SkippableFact]
    public async Task Epochs_and_the_state_are_the_heads()
    {
        await using var stores = await OpenAsync();
        var contest = await stores.NewContestAsync(3, 4);
        await stores.TransactAsync(async transaction =>
        {
            var head = await transaction.LockHeadAsync(contest.Id);
            Assert.Equal([3, 4], head.Epochs);
            await transaction.SetEpochsAsync(contest.Id, [3, 5]);
            await transaction.SetStateAsync(contest.Id, LogHead.Closed);
        });
        var after = await stores.Logs.ReadHeadAsync(contest.Id);
        Assert.Equal([3, 5], after.Epochs);
        Assert.Equal((LogHead.Closed, contest.LogOrigin), (after.State, after.Origin));
    }

    [SkippableFact]
    public async Task A_key_is_committed_once()
    {
        await using var stores = await OpenAsync();
        await using var writer = await stores.Database.OpenWriterAsync();
        await KeyCommitments.CommitAsync(writer, null, "some.key", [1, 2]);
        await KeyCommitments.CommitAsync(writer, null, "some.key", [1, 2]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => KeyCommitments.CommitAsync(writer, null, "some.key", [1, 3]));
    }
}
