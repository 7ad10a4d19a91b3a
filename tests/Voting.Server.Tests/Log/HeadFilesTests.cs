using Voting.Rules.Log;
using Voting.Server.Log;

namespace Voting.Server.Tests.Log;

/// <summary>The files of signed heads: who comes too late, who is killed in the middle, and what a power cut leaves.</summary>
public sealed class HeadFilesTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("voting-heads-").FullName, "contest");

    private HeadFiles Signer => new(_folder, TimeProvider.System);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public async Task A_head_takes_the_place_of_the_one_that_was_judged_and_of_no_other()
    {
        Assert.Null(await Signer.ReadAsync());
        Assert.True(await Signer.TryReplaceAsync(null, Head(3)));
        Assert.False(await Signer.TryReplaceAsync(null, Head(4)));
        Assert.False(await Signer.TryReplaceAsync(Head(3, root: 9), Head(4)));
        Assert.True(await Signer.TryReplaceAsync(Head(3), Head(4)));
        Assert.Equal(Head(4).ToText(), (await Signer.ReadAsync())!.ToText());
    }

    [Fact]
    public async Task Of_many_signers_at_once_one_wins_each_time()
    {
        Checkpoint? before = null;
        for (var size = 1; size <= 60; size++)
        {
            var next = Enumerable.Range(1, 8).Select(root => Head(size, (byte)root)).ToList();
            var won = await Task.WhenAll(next.Select(head => Task.Run(() => Signer.TryReplaceAsync(before, head))));
            var winner = next[Assert.Single(Enumerable.Range(0, 8), i => won[i])];
            Assert.Equal(winner.ToText(), (await Signer.ReadAsync())!.ToText());
            before = winner;
        }
        Assert.InRange(Directory.EnumerateFiles(_folder).Count(), 1, 60);
    }

    [Fact]
    public async Task Whoever_was_killed_or_stands_still_in_the_middle_stops_nobody()
    {
        Assert.True(await Signer.TryReplaceAsync(null, Head(1)));
        await using var open = new FileStream(Path.Combine(_folder, "new-1-00"), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        Assert.True(await Signer.TryReplaceAsync(Head(1), Head(2)));
        Assert.Equal(2, (await Signer.ReadAsync())!.Size);
    }

    [Fact]
    public async Task A_name_that_was_cleared_away_is_not_won_again_by_one_who_slept()
    {
        var others = Signer;
        Checkpoint? before = null;
        for (var size = 1; size <= 20; size++)
        {
            Assert.True(await others.TryReplaceAsync(before, Head(size)));
            before = Head(size);
        }
        File.Delete(Path.Combine(_folder, "after-1"));

        // It had judged the first head, and wakes between that and the next step.
        Assert.False(Signer.Place(1, Head(2, root: 9)));
        Assert.Equal(Head(20).ToText(), (await Signer.ReadAsync())!.ToText());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(HeadFiles.Length)]
    public async Task A_power_cut_leaves_the_head_before(int zeros)
    {
        Assert.True(await Signer.TryReplaceAsync(null, Head(1)));
        Assert.True(await Signer.TryReplaceAsync(Head(1), Head(2)));
        await File.WriteAllBytesAsync(Path.Combine(_folder, "after-1"), new byte[zeros]);
        Assert.Equal(1, (await Signer.ReadAsync())!.Size);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "after-0"), new byte[zeros]);
        await Assert.ThrowsAsync<InvalidDataException>(Signer.ReadAsync);
    }

    private static Checkpoint Head(long size, byte root = 1) => new("voting.example/contest", size, [.. Enumerable.Repeat(root, 32)]);
}
