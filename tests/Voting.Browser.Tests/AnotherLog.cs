using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Voting.Rules.Ballots;
using Voting.Rules.Log;

namespace Voting.Browser.Tests;

/// <summary>
/// A log with a key of its own, served to one visitor in the place of the contest's: with the key in hand it can sign what no
/// honest server signs.
/// </summary>
internal sealed class AnotherLog : IDisposable
{
    private const string Slug = "hand-in-hand-2023";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Dictionary<TileId, byte[]> _tiles = [];
    private readonly List<byte[]> _leaves = [];
    private readonly NoteSigner _signer;

    private AnotherLog(string origin, byte[]? key)
    {
        if (key is not null)
            _key.ImportPkcs8PrivateKey(key, out _);
        _signer = new NoteSigner(origin, _key);
    }

    /// <summary>What is asked for and not told: a path ending, e.g. <c>tile/0/000</c>.</summary>
    public List<string> Withheld { get; } = [];

    public string Key => _signer.VerifierKey.ToString();

    /// <summary>What the server would hand out as today's checkpoint, when it is not the newest.</summary>
    public string? ShownCheckpoint { get; set; }

    /// <param name="first">Differs where the logs should.</param>
    public static AnotherLog Of(int leaves, int first = 0, string origin = $"vote.example/log/{Slug}")
    {
        var log = new AnotherLog(origin, null);
        log.Append(leaves, first);
        return log;
    }

    /// <summary>The same key over the first leaves of this log and other leaves after them.</summary>
    public AnotherLog Fork(int shared, int more)
    {
        var fork = new AnotherLog(_signer.VerifierKey.Name, _key.ExportPkcs8PrivateKey());
        fork.Add(_leaves.Take(shared));
        fork.Append(more, first: 900_000);
        return fork;
    }

    public void Append(int leaves, int first = 0) => Add(Enumerable.Range(_leaves.Count + first, leaves).Select(Ballot));

    public void Damage(TileId id) => _tiles[id][0] ^= 1;

    public string Checkpoint() => CheckpointOf(_leaves.Count);

    /// <summary>The answer to a vote, signed when the log had <paramref name="size"/> leaves.</summary>
    public string Answer(int index, int size) => JsonSerializer.Serialize(new
    {
        logIndex = index,
        leaf = Encoding.UTF8.GetString(_leaves[index]),
        leafHash = Convert.ToBase64String(MerkleTree.LeafHash(_leaves[index])),
        receipt = Proof(index, size),
    });

    public string Proof(int index, int size) =>
        TlogProof.Format(index, TileTree.InclusionProof(index, size, id => _tiles[id]), CheckpointOf(size));

    public string Link(int index) => $"{Site.Contest}/verify#i={index}&h="
        + Convert.ToBase64String(MerkleTree.LeafHash(_leaves[index])).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    public Task ServeAsync(IPage page) => page.RouteAsync($"**/log/{Slug}/**", async route =>
    {
        var asked = new Uri(route.Request.Url).PathAndQuery[$"/log/{Slug}/".Length..];
        var answer = Withheld.Exists(path => asked.StartsWith(path, StringComparison.Ordinal)) ? null : Answer(asked);
        await route.FulfillAsync(answer is null ? new() { Status = 404 } : new() { Status = 200, BodyBytes = answer });
    });

    public void Dispose() => _key.Dispose();

    private byte[]? Answer(string asked) => asked.Split('/') switch
    {
        ["vkey"] => Encoding.UTF8.GetBytes(Key + "\n"),
        ["checkpoint"] => Encoding.UTF8.GetBytes(ShownCheckpoint ?? Checkpoint()),
        [var proof] when proof.StartsWith("proof?index=", StringComparison.Ordinal) =>
            Encoding.UTF8.GetBytes(Proof(int.Parse(proof[12..]), _leaves.Count)),
        ["tile", "entries", ..] when TilePath.TryParse(asked["tile/entries/".Length..], out var number, out var width) =>
            EntryBundle.Encode([.. _leaves.Skip((int)number * Tile.FullWidth).Take(width)]),
        ["tile", var level, ..] when TilePath.TryParse(asked[$"tile/{level}/".Length..], out var number, out var width) =>
            _tiles.TryGetValue(new TileId(int.Parse(level), number), out var hashes) && hashes.Length >= width * MerkleTree.HashSize
                ? hashes[..(width * MerkleTree.HashSize)]
                : null,
        _ => null,
    };

    private string CheckpointOf(int size) => _signer.Sign(new Checkpoint(
        _signer.VerifierKey.Name, size, new TileProofs(size, id => _tiles[id]).Root()).ToText());

    private void Add(IEnumerable<byte[]> leaves)
    {
        var added = leaves.ToList();
        foreach (var tile in TileTree.Append(_leaves.Count, [.. added.Select(leaf => MerkleTree.LeafHash(leaf))], id => _tiles[id]))
            _tiles[tile.Id] = [.. tile.Hashes];
        _leaves.AddRange(added);
    }

    private static byte[] Ballot(int number) => Leaf.Ballot(
        Slug, 1_700_000_000_000 + number, "device", number.ToString("x16"), new BallotSequence(0, 1, number + 1),
        number.ToString("x32"), [number % 154 + 1]);
}
