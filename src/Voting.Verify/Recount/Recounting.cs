using Voting.Rules.Log;
using Voting.Rules.Ranking;
using Voting.Verify.Publication;

namespace Voting.Verify.Recount;

/// <summary>The whole recount, top to bottom; throws <see cref="RefusedException"/> at the first thing that does not hold.</summary>
/// <param name="pinned">Keys that the caller trusts; empty takes the published ones.</param>
/// <param name="earlier">Checkpoints that the caller kept.</param>
/// <param name="progress">Told how many leaves of how many are done.</param>
public sealed class Recounting(
    IPublication publication, IReadOnlyList<VerifierKey> pinned, IReadOnlyList<byte[]> earlier, Action<long, long> progress)
{
    public async Task<Verdict> RunAsync()
    {
        // Who says so: the head first, then everything else, which may only be newer.
        var head = SignedHead.Read(await publication.ReadAsync("checkpoint"), await publication.ReadAsync("vkey"), pinned);
        var checkpoint = head.Checkpoint;
        publication.Expect(checkpoint.Size);
        var kept = earlier.Select(head.ReadEarlier).ToList();

        var rulesFile = await publication.FindAsync("rules.json");
        var entriesFile = await publication.FindAsync("entries.json");
        var resultFile = await publication.FindAsync("result.json");
        var texts = new PublishedTexts(await publication.ReadAsync("texts.json"));
        var result = resultFile is null ? null : ResultFile.Read(resultFile);

        var slug = checkpoint.Origin[(checkpoint.Origin.LastIndexOf('/') + 1)..];
        var limit = result?.Size ?? long.MaxValue;
        using var replay = new Replay(slug, new ContestCourse(slug, rulesFile, entriesFile, texts), texts, limit);
        await ReadLogAsync(checkpoint, kept, replay);

        // What only the whole log can tell.
        var course = replay.Course;
        course.End();
        var missing = replay.Sequences.CountMissing(course.IsClosed);
        var voters = course.IsOpened ? new VoterQuotas(course.Rules, course.Entries).Check(replay.Voters) : 0;
        var reader = new LogReader(publication, checkpoint.Size);
        await replay.Reviews.SettleAsync(limit, reader.ReadAsync, choices => Withdraw(replay.Votes, choices));
        replay.Sheets.Check(slug, course.IsOpened ? course.Rules[^1] : null, course.Entries);
        if (publication.IsOneMoment)
            RefuseWhatDoesNotBelong(course, rulesFile, entriesFile, resultFile, texts);

        var standings = course.IsOpened ? Standings.Of(replay) : [];
        if (course.Seal is { } seal)
            CompareResult(slug, seal, resultFile, result, standings, replay);
        return new Verdict(head, replay, voters, missing, kept.Count, standings, texts.All);
    }

    /// <summary>
    /// Hashes every leaf, and replays it as long as nothing is wrong. Leaves that are not the signed ones are called that, before
    /// anything is said about what stands in them.
    /// </summary>
    private async Task ReadLogAsync(Checkpoint checkpoint, List<Checkpoint> kept, Replay replay)
    {
        var tree = new TreeFrontier();
        RefusedException? refused = null;
        await foreach (var tile in new LogReader(publication, checkpoint.Size).ReadAsync())
        {
            foreach (var leaf in tile)
            {
                if (refused is null)
                    refused = Try(replay, tree.Size, leaf);
                tree.Append(MerkleTree.LeafHash(leaf));
                refused ??= kept.Exists(old => old.Size == tree.Size && !tree.Root().AsSpan().SequenceEqual(old.Root))
                    ? new RefusedException("since-mismatch", $"the first {tree.Size} leaves are not those of the earlier checkpoint: history was rewritten")
                    : null;
            }

            progress(tree.Size, checkpoint.Size);
        }

        if (!tree.Root().AsSpan().SequenceEqual(checkpoint.Root))
            throw new RefusedException("root-mismatch", $"the {checkpoint.Size} leaves are not those that were signed");
        if (refused is not null)
            throw refused;
    }

    private static RefusedException? Try(Replay replay, long index, byte[] leaf)
    {
        try
        {
            replay.Take(index, leaf);
            return null;
        }
        catch (RefusedException refused)
        {
            return refused;
        }
    }

    private static void Withdraw(Dictionary<int, long> votes, int[] choices)
    {
        foreach (var entry in choices)
            votes[entry]--;
    }

    /// <summary>A bundle is of one moment: it has nothing whose hash its log does not hold.</summary>
    private static void RefuseWhatDoesNotBelong(
        ContestCourse course, byte[]? rules, byte[]? entries, byte[]? result, PublishedTexts texts)
    {
        if (!course.IsOpened && (rules ?? entries) is not null)
            throw new RefusedException("extra-file", "there are sealed files, and voting was not opened");
        if (rules is not null && course.IsOpened && ContestCourse.HashOf(rules) != course.RulesHash)
            throw new RefusedException("rules-mismatch", "rules.json is not the rules that the log ends with");
        if (rules is not null && course.Rules.Count == 1 && texts.All.ContainsKey(ContestCourse.HashOf(rules)))
            throw new RefusedException("text-unnamed", "texts.json has the rules, which were not amended");
        if (course.Seal is null && result is not null)
            throw new RefusedException("extra-file", "there is a result, and none was sealed");
        texts.RefuseUnnamed();
    }

    private static void CompareResult(
        string slug, (long Index, string Hash) seal, byte[]? file, ResultFile? result, IReadOnlyList<GroupRanking> standings, Replay replay)
    {
        if (file is null || result is null)
            throw new RefusedException("missing-file", "result.json is not there");
        if (ContestCourse.HashOf(file) != seal.Hash)
            throw new RefusedException("seal-mismatch", $"result.json is not the file that leaf {seal.Index} sealed");
        if (result.Size > seal.Index || replay.LastDeciding >= result.Size)
            throw new RefusedException("result-outdated", $"the result is of {result.Size} leaves, and leaf {replay.LastDeciding} stands before its seal");
        if (replay.Sheets.Revealed < replay.Sheets.Count)
            throw new RefusedException("sheet-not-revealed", "a result was sealed while an expert's sheet was closed");
        result.Compare(slug, standings);
    }
}
