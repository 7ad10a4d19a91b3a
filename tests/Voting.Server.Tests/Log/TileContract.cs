using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Voting.Rules.Log;
using Voting.Server.Contests;
using Voting.Server.Ledger;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Log;

/// <summary>The log's tiles as outsiders fetch them, at sizes on both sides of every border.</summary>
public abstract class TileContract(VotingApp app)
{
    /// <summary>Its log has two leaves, and whatever a test appends.</summary>
    private static Draft Unopened => new() { Entries = 1, OpensIn = TimeSpan.FromDays(1) };

    protected VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task At_every_border_the_tiles_hold_the_leaves_and_give_the_signed_root()
    {
        var contest = await App.ExhibitContestAsync(Unopened);
        var leaves = new List<byte[]>(await LeavesAsync(contest, 2));
        foreach (var size in new[] { 3, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537 })
        {
            var fresh = Enumerable.Range(leaves.Count, size - leaves.Count).Select(i => Encoding.ASCII.GetBytes($"leaf {i}")).ToArray();
            await AppendAsync(contest, fresh);
            leaves.AddRange(fresh);
            await CheckRootAsync(contest, leaves);
            await CheckEdgeAsync(contest, leaves);
        }

        Assert.Equal(EntryBundle.Encode(leaves), EntryBundle.Encode([.. await LeavesAsync(contest, leaves.Count)]));
    }

    [SkippableFact]
    public async Task Every_width_that_the_log_has_reached_is_served_for_ever_and_none_beyond()
    {
        var contest = await App.ExhibitContestAsync(Unopened);
        var leaves = new List<byte[]>(await LeavesAsync(contest, 2));
        foreach (var size in new[] { 200, 300 })
        {
            var fresh = Enumerable.Range(leaves.Count, size - leaves.Count).Select(i => Encoding.ASCII.GetBytes($"leaf {i}")).ToArray();
            await AppendAsync(contest, fresh);
            leaves.AddRange(fresh);
            for (var width = 1; width <= Tile.FullWidth; width++)
            {
                var isReached = width <= size;
                var entries = await TileAsync(contest, $"entries/{TilePath.Format(0, width)}");
                var hashes = await TileAsync(contest, $"0/{TilePath.Format(0, width)}");
                Assert.Equal(isReached ? EntryBundle.Encode(leaves[..width]) : null, entries);
                Assert.Equal(isReached ? HashesOf(leaves[..width]) : null, hashes);
            }
        }
    }

    [SkippableTheory]
    [InlineData("0/0")]
    [InlineData("0/0000")]
    [InlineData("0/00a")]
    [InlineData("0/001")]
    [InlineData("0/000/")]
    [InlineData("0/000/000")]
    [InlineData("0/x000/000")]
    [InlineData("0/x999/x999/x999/x999/x999/999")]
    [InlineData("0/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/01")]
    [InlineData("0/000.p/+1")]
    [InlineData("0/000.p/256")]
    [InlineData("0/000.p/-1")]
    [InlineData("0/000.p/")]
    [InlineData("0/000.P/1")]
    [InlineData("0/000.p/1/2")]
    [InlineData("00/000.p/1")]
    [InlineData("+0/000.p/1")]
    [InlineData("-1/000.p/1")]
    [InlineData("1/000.p/1")]
    [InlineData("63/000.p/1")]
    [InlineData("64/000.p/1")]
    [InlineData("99999999999/000.p/1")]
    [InlineData("entries/0")]
    [InlineData("entries/x000/000")]
    [InlineData("entries/x999/x999/x999/x999/x999/999")]
    [InlineData("Entries/000.p/1")]
    [InlineData("data/000.p/1")]
    public async Task A_tile_that_is_none_is_not_found_and_not_kept(string path)
    {
        var contest = await App.ExhibitContestAsync(Unopened);
        (await contest.GetAsync($"/log/{contest.Slug}/tile/0/000.p/1")).Is(HttpStatusCode.OK);
        (await contest.GetAsync($"/log/{contest.Slug}/tile/entries/000.p/1")).Is(HttpStatusCode.OK);

        var answer = await contest.GetAsync($"/log/{contest.Slug}/tile/{path}");

        answer.Is(HttpStatusCode.NotFound, "proof-not-found");
        Assert.DoesNotContain("immutable", answer.Headers.CacheControl?.ToString() ?? "");
    }

    [SkippableFact]
    public async Task A_draft_and_an_unknown_contest_have_no_tiles()
    {
        var draft = new ContestUnderTest(App, new Draft());
        (await draft.CreateAsync()).Is(HttpStatusCode.Created);
        foreach (var slug in new[] { draft.Slug, "nobody-knows-it" })
            (await draft.GetAsync($"/log/{slug}/tile/0/000.p/1")).Is(HttpStatusCode.NotFound, "contest-not-found");
    }

    private static async Task CheckRootAsync(ContestUnderTest contest, List<byte[]> leaves)
    {
        var note = SignedNote.TryParse((await contest.GetAsync($"/log/{contest.Slug}/checkpoint")).Text)!;
        var checkpoint = Checkpoint.TryParse(note.Text)!;
        Assert.Equal(leaves.Count, checkpoint.Size);

        // From the tiles alone, each fetched once, as an outsider does it.
        var tiles = new Dictionary<TileId, byte[]>();
        foreach (var id in TileTree.RightEdge(leaves.Count))
        {
            var atLevel = leaves.Count >> (8 * id.Level);
            var width = (int)Math.Min(Tile.FullWidth, atLevel - id.Number * Tile.FullWidth);
            tiles[id] = await TileAsync(contest, $"{id.Level}/{TilePath.Format(id.Number, width)}") ?? throw new InvalidDataException($"No tile {id} of {width}.");
        }

        Assert.Equal(checkpoint.Root, new TileProofs(leaves.Count, id => tiles[id]).Root());
        Assert.Equal(checkpoint.Root, RootOf(leaves));
    }

    /// <summary>The last tile of every level, and that there is nothing behind it.</summary>
    private static async Task CheckEdgeAsync(ContestUnderTest contest, List<byte[]> leaves)
    {
        for (var (level, span) = (0, 1); span <= leaves.Count; level++, span *= Tile.FullWidth)
        {
            var atLevel = leaves.Count / span;
            var last = (atLevel - 1) / Tile.FullWidth;
            var width = atLevel - last * Tile.FullWidth;
            byte[][] expected = [.. leaves[(last * Tile.FullWidth * span)..(atLevel * span)].Chunk(span).Select(RootOf)];
            Assert.Equal(expected.SelectMany(hash => hash).ToArray(), await TileAsync(contest, $"{level}/{TilePath.Format(last, width)}"));
            Assert.Null(await TileAsync(contest, $"{level}/{TilePath.Format(last + 1, 1)}"));
            if (width < Tile.FullWidth)
                Assert.Null(await TileAsync(contest, $"{level}/{TilePath.Format(last, width + 1)}"));
        }
    }

    /// <summary>All leaves, entry tile by entry tile.</summary>
    private static async Task<IEnumerable<byte[]>> LeavesAsync(ContestUnderTest contest, int size)
    {
        var bundles = new List<byte>();
        for (var number = 0; number * Tile.FullWidth < size; number++)
        {
            var width = Math.Min(Tile.FullWidth, size - number * Tile.FullWidth);
            bundles.AddRange((await TileAsync(contest, $"entries/{TilePath.Format(number, width)}"))!);
        }

        return EntryBundle.Decode(bundles.ToArray());
    }

    private static async Task<byte[]?> TileAsync(ContestUnderTest contest, string path)
    {
        var answer = await contest.GetAsync($"/log/{contest.Slug}/tile/{path}");
        if (answer.Status == HttpStatusCode.NotFound)
            return null;
        answer.Is(HttpStatusCode.OK);
        Assert.Equal("application/octet-stream", answer.ContentType);
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl!.ToString());
        return answer.Bytes;
    }

    private Task AppendAsync(ContestUnderTest contest, byte[][] leaves)
    {
        var id = App.Services.GetRequiredService<ContestDirectory>().Find(contest.Slug)!.Id;
        return App.Services.GetRequiredService<LedgerWriter>().ActAsync(async transaction =>
        {
            await transaction.AppendAsync(id, leaves);
            return true;
        });
    }

    private static byte[] HashesOf(IEnumerable<byte[]> leaves) => [.. leaves.SelectMany(leaf => MerkleTree.LeafHash(leaf))];

    private static byte[] RootOf(IEnumerable<byte[]> leaves)
    {
        var tree = new TreeFrontier();
        foreach (var leaf in leaves)
            tree.Append(MerkleTree.LeafHash(leaf));
        return tree.Root();
    }
}

public sealed class EmbeddedTileTests(VotingApp app) : TileContract(app), IClassFixture<VotingApp>;

public sealed class ServerTileTests(ServerApp app) : TileContract(app), IClassFixture<ServerApp>;
