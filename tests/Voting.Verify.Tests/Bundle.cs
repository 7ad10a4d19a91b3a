using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Voting.Rules.Log;
using Voting.Verify.Publication;
using Voting.Verify.Recount;

namespace Voting.Verify.Tests;

/// <summary>The files of a bundle, to be changed and packed again.</summary>
public sealed class Bundle
{
    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public static Bundle Read(byte[] zip)
    {
        var bundle = new Bundle();
        using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
        foreach (var entry in archive.Entries)
        {
            using var content = new MemoryStream();
            using (var from = entry.Open())
                from.CopyTo(content);
            bundle.Files.Add(entry.FullName, content.ToArray());
        }

        return bundle;
    }

    public Bundle Copy()
    {
        var copy = new Bundle();
        foreach (var (name, content) in Files)
            copy.Files.Add(name, [.. content]);
        return copy;
    }

    public string Text(string name) => Encoding.UTF8.GetString(Files[name]);

    public Checkpoint Checkpoint => Checkpoint.TryParse(SignedNote.TryParse(Text("checkpoint"))!.Text)!;

    public VerifierKey Key => VerifierKey.TryParse(Text("vkey").Split('\n')[0])!;

    public List<byte[]> Leaves() => [.. Enumerable.Range(0, (int)Publications.TilesOf(Checkpoint.Size))
        .SelectMany(number => EntryBundle.Decode(Files[TileName(number, Checkpoint.Size)]))];

    /// <summary>Cuts these leaves into tiles; the checkpoint stays.</summary>
    public Bundle WithLeaves(IReadOnlyList<byte[]> leaves)
    {
        foreach (var tile in Files.Keys.Where(name => name.StartsWith("entries/", StringComparison.Ordinal)).ToList())
            Files.Remove(tile);
        for (var number = 0; number * 256 < leaves.Count; number++)
            Files[TileName(number, leaves.Count)] = EntryBundle.Encode([.. leaves.Skip(number * 256).Take(256)]);
        return this;
    }

    /// <summary>What whoever has the key can do: sign whatever the leaves are.</summary>
    public Bundle Sign(ECDsa key)
    {
        var tree = new TreeFrontier();
        var leaves = Files.Keys.Where(name => name.StartsWith("entries/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .SelectMany(name => EntryBundle.Decode(Files[name])).ToList();
        leaves.ForEach(leaf => tree.Append(MerkleTree.LeafHash(leaf)));
        var signer = new NoteSigner(Checkpoint.Origin, key);
        Files["checkpoint"] = Encoding.UTF8.GetBytes(signer.Sign(new Checkpoint(Checkpoint.Origin, tree.Size, tree.Root()).ToText()));
        Files["vkey"] = Encoding.UTF8.GetBytes($"{signer.VerifierKey}\n");
        return this;
    }

    /// <summary>Writes the sums anew.</summary>
    public Bundle Sum()
    {
        Files.Remove(SumFile.Name);
        Files[SumFile.Name] = Encoding.UTF8.GetBytes(string.Concat(
            Files.Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(file.Value))}  {file.Key}\n")));
        return this;
    }

    public byte[] ToZip(params string[] twice)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var name in Files.Keys.Concat(twice))
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(Files[name]);
            }

        return zip.ToArray();
    }

    private static string TileName(long number, long size) =>
        $"entries/{TilePath.Format(number, Publications.WidthOf(number, size))}";
}

/// <summary>The verifier in this process.</summary>
public static class Verifying
{
    /// <returns><c>ok</c> with the verdict, or the one named reason.</returns>
    public static async Task<(string Reason, Verdict? Verdict)> RunAsync(byte[] zip, VerifierKey? pinned = null, params byte[][] since)
    {
        try
        {
            using var bundle = ZipBundle.Open(new MemoryStream(zip));
            var verdict = await new Recounting(bundle, pinned is null ? [] : [pinned], since, (_, _) => { }).RunAsync();
            return ("ok", verdict);
        }
        catch (RefusedException refused)
        {
            return (refused.Reason, null);
        }
    }

    public static async Task<string> ReasonAsync(Bundle bundle, VerifierKey? pinned = null, params byte[][] since) =>
        (await RunAsync(bundle.ToZip(), pinned, since)).Reason;
}
