using System.Text;
using Voting.Rules.Log;

namespace Voting.Verify.Tests;

/// <summary>What somebody can do who does not have the log's key: each is refused for its own reason.</summary>
[Collection(RealContest.Collection)]
public sealed class NamedMutationTests(RealContest real)
{
    private static readonly System.Security.Cryptography.ECDsa TheOtherKey =
        System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);

    private static readonly Dictionary<string, (string Reason, Action<Bundle> Change)> Mutations = new()
    {
        ["a byte of a leaf"] = ("sum-mismatch", b => b.Files[Tile(b)][100] ^= 1),
        ["a byte of a leaf, sums written anew"] = ("root-mismatch", b => { b.WithLeaves([.. b.Leaves().Select((leaf, i) => i == 9 ? Flip(leaf) : leaf)]); b.Sum(); }),
        ["two leaves change places"] = ("root-mismatch", b => { var l = b.Leaves(); (l[8], l[9]) = (l[9], l[8]); b.WithLeaves(l).Sum(); }),
        ["a leaf twice instead of the next"] = ("root-mismatch", b => { var l = b.Leaves(); l[9] = l[8]; b.WithLeaves(l).Sum(); }),
        ["a leaf is missing in its tile"] = ("tile-malformed", b => { b.Files[Tile(b)] = EntryBundle.Encode([.. b.Leaves().SkipLast(1)]); b.Sum(); }),
        ["a tile ends early"] = ("tile-malformed", b => { b.Files[Tile(b)] = b.Files[Tile(b)][..^1]; b.Sum(); }),
        ["a tile of another width"] = ("extra-file", b => b.WithLeaves(b.Leaves()[..^1]).Sum()),
        ["no tile"] = ("missing-file", b => { b.Files.Remove(Tile(b)); b.Sum(); }),
        ["a file less than the sums name"] = ("missing-file", b => b.Files.Remove("rules.json")),
        ["no rules"] = ("missing-file", b => { b.Files.Remove("rules.json"); b.Sum(); }),
        ["no sums"] = ("missing-file", b => b.Files.Remove("SHA256SUMS")),
        ["a file more than the sums name"] = ("extra-file", b => b.Files["readme"] = "hello"u8.ToArray()),
        ["a file that nobody knows"] = ("extra-file", b => { b.Files["readme"] = "hello"u8.ToArray(); b.Sum(); }),
        ["a result that was not sealed"] = ("extra-file", b => { b.Files["result.json"] = """{"contest":"x","size":1,"groups":[]}"""u8.ToArray(); b.Sum(); }),
        ["an empty file"] = ("empty-file", b => { b.Files["texts.json"] = []; b.Sum(); }),
        ["sums in capitals"] = ("sums-malformed", b => b.Files["SHA256SUMS"] = Encoding.UTF8.GetBytes(b.Text("SHA256SUMS").ToUpperInvariant())),
        ["another root"] = ("bad-signature", b => { b.Files["checkpoint"] = Encoding.UTF8.GetBytes(b.Text("checkpoint").Replace(Convert.ToBase64String(b.Checkpoint.Root), Convert.ToBase64String(new byte[32]))); b.Sum(); }),
        ["another signature"] = ("bad-signature", b => { b.Files["checkpoint"] = Encoding.UTF8.GetBytes(OtherSignature(b.Text("checkpoint"))); b.Sum(); }),
        ["no signature"] = ("checkpoint-malformed", b => { b.Files["checkpoint"] = Encoding.UTF8.GetBytes(b.Checkpoint.ToText()); b.Sum(); }),
        ["another key"] = ("not-signed-by-key", b => b.Sign(TheOtherKey).Sum()),
        ["a key that is none"] = ("vkey-malformed", b => { b.Files["vkey"] = "log+key\n"u8.ToArray(); b.Sum(); }),
        ["a key twice"] = ("vkey-malformed", b => { b.Files["vkey"] = [.. b.Files["vkey"], .. b.Files["vkey"]]; b.Sum(); }),
        ["other rules"] = ("rules-mismatch", b => { b.Files["rules.json"] = Encoding.UTF8.GetBytes(b.Text("rules.json").Replace("0.8", "0.9")); b.Sum(); }),
        ["other entries"] = ("entries-mismatch", b => { b.Files["entries.json"] = Encoding.UTF8.GetBytes(b.Text("entries.json").Replace("village", "person")); b.Sum(); }),
        ["another text"] = ("text-mismatch", b => { b.Files["texts.json"] = Encoding.UTF8.GetBytes(b.Text("texts.json").Replace("\"\"", "\"x\"")); b.Sum(); }),
        ["a text less"] = ("text-missing", b => { b.Files["texts.json"] = "{}"u8.ToArray(); b.Sum(); }),
        ["a text more"] = ("text-unnamed", b => { b.Files["texts.json"] = Encoding.UTF8.GetBytes(b.Text("texts.json")[..^1] + $",\"{Recount.ContestCourse.HashOf("x"u8.ToArray())}\":\"x\"}}"); b.Sum(); }),
        ["a text twice"] = ("texts-unreadable", b => { b.Files["texts.json"] = Encoding.UTF8.GetBytes(b.Text("texts.json")[..^1] + "," + b.Text("texts.json")[1..]); b.Sum(); }),
    };

    public static TheoryData<string> Names => [.. Mutations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused_for_its_reason(string name)
    {
        var bundle = Bundle.Read(real.Reviewed);
        var key = bundle.Key;

        Mutations[name].Change(bundle);

        Assert.Equal(Mutations[name].Reason, await Verifying.ReasonAsync(bundle, key));
    }

    [Fact]
    public async Task The_base_of_the_mutations_is_whole() =>
        Assert.Equal("ok", await Verifying.ReasonAsync(Bundle.Read(real.Reviewed).Sum(), Bundle.Read(real.Reviewed).Key));

    [Fact]
    public async Task A_file_twice_in_the_zip() =>
        Assert.Equal("duplicate-file", (await Verifying.RunAsync(Bundle.Read(real.Reviewed).ToZip("rules.json"))).Reason);

    [Fact]
    public async Task No_zip() => Assert.Equal("zip-damaged", (await Verifying.RunAsync("no zip"u8.ToArray())).Reason);

    [Fact]
    public async Task Another_history_than_the_one_that_was_kept()
    {
        var bundle = Bundle.Read(real.Reviewed);
        var kept = Bundle.Read(real.Running).Sign(real.OtherKey).Files["checkpoint"];
        var leaves = bundle.Leaves();
        leaves[7] = Crafted.Change(leaves[7], leaf => leaf["k"] = "0123456789abcdef");

        var forked = bundle.WithLeaves(leaves).Sign(real.OtherKey).Sum();

        Assert.Equal("ok", await Verifying.ReasonAsync(forked));
        Assert.Equal("since-mismatch", await Verifying.ReasonAsync(forked, null, kept));
        Assert.Equal("since-not-signed", await Verifying.ReasonAsync(forked, null, Bundle.Read(real.Running).Files["checkpoint"]));
    }

    private static string Tile(Bundle bundle) => bundle.Files.Keys.First(name => name.StartsWith("entries/", StringComparison.Ordinal));

    /// <summary>A digit of the time: canonical as before.</summary>
    private static byte[] Flip(byte[] leaf) => Crafted.Change(leaf, json => json["t"] = (long)json["t"]! ^ 1);

    private static string OtherSignature(string note)
    {
        var line = note.TrimEnd('\n').Split('\n')[^1];
        var bytes = Convert.FromBase64String(line.Split(' ')[2]);
        bytes[^1] ^= 1;
        return note.Replace(line.Split(' ')[2], Convert.ToBase64String(bytes));
    }
}
