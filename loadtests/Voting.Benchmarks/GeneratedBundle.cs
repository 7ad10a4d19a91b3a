using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Rules.Ranking;
using Voting.Server.Contests;
using Voting.Server.Ledger;

namespace Voting.Benchmarks;

/// <summary>A bundle with as many leaves as wanted: a contest that was opened, voted in by as many voters, and closed.</summary>
public static class GeneratedBundle
{
    private const string Origin = $"localhost/log/{GeneratedBallots.Slug}";
    private static readonly string NoReason = Hash([]);

    /// <param name="leaves">At least 8.</param>
    public static async Task WriteAsync(string path, int leaves)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new NoteSigner(Origin, key);
        var (opensAt, closesAt) = (Time(GeneratedBallots.FirstMillisecond), Time(GeneratedBallots.FirstMillisecond + 864_000_000));
        var files = PublishedFiles.Of(
            GeneratedBallots.Slug, "Asia/Shanghai", opensAt, closesAt, [new Group("all", "全部", 10)], [],
            new ContestRules(new BallotPolicy(BallotPolicy.Day, 10, 1, 1, 5), ["device"], ScorePolicy.Default),
            new Visibility(Visibility.Live),
            Enumerable.Range(1, 160).Select(number => new Entry(number, "all", $"成果{number}", "", "", "", "", null, true)));

        await using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        var (sums, tree, tile) = (new StringBuilder(), new TreeFrontier(), new List<byte[]>());
        foreach (var leaf in Leaves(files, leaves))
        {
            tree.Append(MerkleTree.LeafHash(leaf));
            tile.Add(leaf);
            if (tile.Count < Tile.FullWidth && tree.Size < leaves)
                continue;
            Add($"entries/{TilePath.Format((tree.Size - 1) / Tile.FullWidth, tile.Count)}", EntryBundle.Encode(tile));
            tile.Clear();
        }

        Add("checkpoint", Encoding.UTF8.GetBytes(signer.Sign(new Checkpoint(Origin, tree.Size, tree.Root()).ToText())));
        Add("vkey", Encoding.UTF8.GetBytes($"{signer.VerifierKey}\n"));
        Add("rules.json", files.Rules);
        Add("entries.json", files.Entries);
        Add("texts.json", Encoding.UTF8.GetBytes($$"""{"{{NoReason}}":""}"""));
        Write("SHA256SUMS", Encoding.UTF8.GetBytes(sums.ToString()));

        void Add(string name, byte[] content)
        {
            sums.Append(CultureInfo.InvariantCulture, $"{Hash(content)}  {name}\n");
            Write(name, content);
        }

        void Write(string name, byte[] content)
        {
            using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
            entry.Write(content);
        }
    }

    private static IEnumerable<byte[]> Leaves(PublishedFiles files, int leaves)
    {
        const long At = GeneratedBallots.FirstMillisecond;
        string[] phases = ["draft", "screening", "exhibiting", "voting", "reviewing"];
        for (var i = 0; i < 3; i++)
            yield return Phase(i, At);
        yield return Leaf.Open(GeneratedBallots.Slug, At, files.RulesHash, files.EntriesHash, NoReason, At, At + 864_000_000);
        foreach (var ballot in GeneratedBallots.Make(contestId: 1, leaves - 6))
            yield return Leaf.Ballot(
                ballot.Slug, ballot.AcceptedAt, ballot.Channel, Convert.ToHexStringLower(ballot.KeyHash),
                new BallotSequence(ballot.Shard, ballot.Epoch, ballot.Seq), Convert.ToHexStringLower(ballot.Voter), ballot.Entries);
        yield return Phase(3, At + 864_000_000);
        yield return Leaf.Close(GeneratedBallots.Slug, At + 864_000_000, leaves - 6);

        byte[] Phase(int from, long at) =>
            Leaf.Phase(GeneratedBallots.Slug, at, phases[from], phases[from + 1], new string('0', 32), NoReason);
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
