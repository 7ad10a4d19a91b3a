using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Voting.Rules.Log;
using Voting.Rules.Tests.Log;

namespace Voting.Browser.Tests;

/// <summary>The browser's own reading of the log's formats: known vectors, and the server's reading beside it.</summary>
[Collection(nameof(Site))]
public sealed class LogFormatTests(Site site)
{
    private const string Tools = """
        const { votingLog } = window;
        const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
        const bytes = text => Uint8Array.from(text.match(/../g) || [], byte => parseInt(byte, 16));
        const treeOf = (hashes, size) => new votingLog.TileTree({
          tile: async (level, number, reach) => {
            if (level > 0) throw new Error('these trees are of one tile');
            return hashes.slice(0, reach).map(bytes);
          } }, size);

        """;

    /// <summary>The inputs and roots with which logs of this kind test themselves since RFC 6962.</summary>
    [SkippableFact]
    public async Task Roots_of_the_known_inputs()
    {
        string[] inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        string[] roots = ["6e340b9c", "fac54203", "aeb6bcfe", "d37ee418", "4e3bbb1f", "76e67dad", "ddb89be4", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"];
        var computed = await RunAsync<string[]>("""
            const hashes = [];
            for (const input of given) hashes.push(hex(await votingLog.leafHash(bytes(input))));
            return Promise.all(hashes.map(async (_, i) => hex(await treeOf(hashes, i + 1).root())));
            """, inputs);
        Assert.All(roots.Zip(computed), pair => Assert.StartsWith(pair.First, pair.Second));
    }

    [SkippableFact]
    public async Task The_worked_example_from_leaf_to_signature()
    {
        var leaves = WorkedVector.Leaves.Select(Encoding.UTF8.GetString).ToArray();
        var result = await RunAsync<JsonElement>("""
            const utf8 = new TextEncoder();
            const hashes = [];
            for (const leaf of given.leaves) hashes.push(hex(await votingLog.leafHash(utf8.encode(leaf))));
            const roots = [];
            for (let size = 1; size <= 5; size++) roots.push(hex(await treeOf(hashes, size).root()));
            const key = await votingLog.parseKey(given.key);
            const proof = votingLog.parseProof(given.receipt);
            const both = votingLog.parseNote(given.both);
            return {
              canonical: given.leaves.every(leaf => votingLog.parseLeaf(leaf) !== null),
              leafHash: hashes[1], roots,
              consistency: (await treeOf(hashes, 5).consistency(3)).map(hex),
              consistent: await votingLog.verifyConsistency(3, 5, bytes(roots[2]), bytes(roots[4]), await treeOf(hashes, 5).consistency(3)),
              path: proof.path.map(hex),
              included: await votingLog.verifyInclusion(1, 5, bytes(hashes[1]), proof.path, proof.checkpoint.root),
              signed: await votingLog.isSigned(proof.note, key),
              beside: await votingLog.isSigned(both, key),
              changed: await votingLog.isSigned({ ...both, text: both.text.replace('\n5\n', '\n6\n') }, key),
              otherKind: await votingLog.parseKey(given.ed25519),
              example: votingLog.parseNote(given.example).signatures[0].id,
            };
            """,
            new
            {
                leaves, key = WorkedVector.P256Key, receipt = WorkedVector.Receipt, ed25519 = WorkedVector.Ed25519Key,
                both = WorkedVector.CheckpointText + "\n" + WorkedVector.Ed25519Line + WorkedVector.P256Line,
                example = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
            });

        Assert.True(result.GetProperty("canonical").GetBoolean());
        Assert.Equal("0a507f5aee43785923a9364f75766233add7ef7178e70abdda094a21e421dbe2", result.GetProperty("leafHash").GetString());
        Assert.Equal(WorkedVector.Roots, Strings(result, "roots"));
        Assert.Equal(WorkedVector.ConsistencyFromThreeToFive, Strings(result, "consistency"));
        Assert.True(result.GetProperty("consistent").GetBoolean());
        Assert.Equal(WorkedVector.InclusionOfOneInFive, Strings(result, "path"));
        Assert.True(result.GetProperty("included").GetBoolean());
        Assert.Equal(["yes", "yes", "wrong"], new[] { "signed", "beside", "changed" }.Select(name => result.GetProperty(name).GetString()));
        Assert.Equal(JsonValueKind.Null, result.GetProperty("otherKind").ValueKind);
        Assert.Equal("530d903a", result.GetProperty("example").GetString());
    }

    [SkippableFact]
    public async Task Every_proof_of_every_small_tree_holds_and_none_of_its_mutations_does()
    {
        var sizes = Enumerable.Range(1, 33).Concat([63, 64, 65, 128, 129]).ToArray();
        var hashes = NaiveTree.Leaves(129).ToArray();
        var trees = sizes.Select(n => new
        {
            n,
            root = Hex(NaiveTree.Root(hashes.AsSpan(0, n))),
            inclusion = Enumerable.Range(0, n).Select(i => NaiveTree.Path(i, hashes.AsSpan(0, n)).Select(Hex)),
            consistency = Enumerable.Range(1, n).Select(m => NaiveTree.Consistency(m, hashes.AsSpan(0, n)).Select(Hex)),
            roots = Enumerable.Range(1, n).Select(m => Hex(NaiveTree.Root(hashes.AsSpan(0, m)))),
        });
        var wrong = await RunAsync<string[]>("""
            const wrong = [];
            const flip = hash => hash.map((byte, i) => i === 7 ? byte ^ 1 : byte);
            const mutations = path => [
              ...path.map((_, at) => path.map((hash, i) => i === at ? flip(hash) : hash)),
              ...path.map((_, at) => path.map((hash, i) => i === at ? hash.slice(1) : hash)),
              path.slice(1), path.slice(0, -1), [...path, new Uint8Array(32)], [new Uint8Array(32), ...path],
              path.slice().reverse(),
            ].filter(other => other.map(hex).join() !== path.map(hex).join());
            for (const { n, root, inclusion, consistency, roots } of given.trees) {
              const rootN = bytes(root);
              for (let i = 0; i < n; i++) {
                const [leaf, path] = [bytes(given.hashes[i]), inclusion[i].map(bytes)];
                const holds = (index, hash, way, top) => votingLog.verifyInclusion(index, n, hash, way, top);
                if (!await holds(i, leaf, path, rootN)) wrong.push(`inclusion ${i} in ${n} is refused`);
                const others = [holds(i, flip(leaf), path, rootN), holds(i, leaf, path, flip(rootN)), holds(n, leaf, path, rootN),
                  holds(-1, leaf, path, rootN), ...(n > 1 ? [holds((i + 1) % n, leaf, path, rootN)] : []),
                  ...mutations(path).map(way => holds(i, leaf, way, rootN))];
                if ((await Promise.all(others)).includes(true)) wrong.push(`a mutation of inclusion ${i} in ${n} is taken`);
              }
              for (let m = 1; m <= n; m++) {
                const [rootM, path] = [bytes(roots[m - 1]), consistency[m - 1].map(bytes)];
                const own = await treeOf(given.hashes, n).consistency(m);
                if (own.map(hex).join() !== consistency[m - 1].join()) wrong.push(`the proof from ${m} to ${n} is another one`);
                const holds = (from, a, b, way) => votingLog.verifyConsistency(from, n, a, b, way);
                if (!await holds(m, rootM, rootN, path)) wrong.push(`consistency ${m} to ${n} is refused`);
                const others = [holds(m, flip(rootM), rootN, path), holds(m, rootM, flip(rootN), path), holds(0, rootM, rootN, path),
                  holds(n + 1, rootM, rootN, path), ...mutations(path).map(way => holds(m, rootM, rootN, way))];
                if ((await Promise.all(others)).includes(true)) wrong.push(`a mutation of consistency ${m} to ${n} is taken`);
              }
            }
            return wrong.slice(0, 20);
            """, new { hashes = hashes.Select(Hex), trees });
        Assert.Empty(wrong);
    }

    /// <summary>Two programs in two languages say the same of 3,000 texts, most of them damaged.</summary>
    [SkippableFact]
    public async Task Both_readers_take_and_refuse_the_same_leaves_and_the_same_receipts()
    {
        var leaves = Mutations([.. WorkedVector.Leaves.Select(Encoding.UTF8.GetString),
            """{"a":[],"b":{},"c":-1,"d":[[1],{"e":""}]}""", """{"a":9007199254740991,"b":-9007199254740991}""",
            """{"a":9007199254740992}""", """{"a":-0}""", """{"a":01}""", """{"a":1.0}""", """{"a":1e3}""", """{"a":true}""",
            """{"b":1,"a":2}""", """{"a":1,"a":1}""", """{"a":"\u0041"}""", """{"a":"é"}""", """{"__proto__":1}""", """{"2":1,"10":1}""",
            """{"10":1,"2":1}""", """{} """, "[]", "{}", "", Deep(31), Deep(32)], 1500);
        var receipts = Mutations([WorkedVector.Receipt, WorkedVector.Receipt.Replace("index 1\n", "index 01\n"),
            WorkedVector.Receipt + WorkedVector.Ed25519Line, WorkedVector.Receipt.Replace("\n\n", "\n\n\n")], 1500);
        var taken = await RunAsync<bool[][]>("""
            return [given.leaves.map(leaf => votingLog.parseLeaf(leaf) !== null), given.receipts.map(text => votingLog.parseProof(text) !== null)];
            """, new { leaves, receipts });

        Assert.Equal([], leaves.Where((leaf, i) => CanonicalJson.IsCanonical(Encoding.UTF8.GetBytes(leaf)) != taken[0][i]));
        Assert.Equal([], receipts.Where((text, i) => TlogProof.TryParse(text) is not null != taken[1][i]));
        Assert.InRange(taken[0].Count(yes => yes), 50, 1400);
        Assert.InRange(taken[1].Count(yes => yes), 50, 1400);
    }

    [SkippableTheory]
    [InlineData("3006020101020102", true)]
    [InlineData("300602010102010200", false)] // something after it
    [InlineData("30060201010201", false)] // cut
    [InlineData("300702020001020102", false)] // a zero too many
    [InlineData("30070202008102017f", true)]
    [InlineData("3006020181020101", false)] // negative
    [InlineData("30050200020101", false)] // empty
    [InlineData("308106020101020102", false)] // a long length where a short one does
    [InlineData("3106020101020102", false)] // no sequence
    [InlineData("3006030101020102", false)] // no integer
    public async Task Signatures_are_strict_DER(string der, bool taken) =>
        Assert.Equal(taken, await RunAsync<bool>("return votingLog.fromDer(bytes(given)) !== null;", der));

    [SkippableTheory]
    [InlineData(0, 1, "000.p/1")]
    [InlineData(0, 256, "000")]
    [InlineData(273, 70_000, "273.p/112")]
    [InlineData(1_234_067, 400_000_000, "x001/x234/067")]
    public async Task Tiles_have_the_names_of_the_format(int number, int count, string path) => Assert.Equal(
        path, await RunAsync<string>("return votingLog.pathOf(given.number, given.count);", new { number, count }));

    private async Task<T> RunAsync<T>(string script, object given)
    {
        Site.RequireBrowser();
        var page = await site.VisitAsync();
        await page.GotoAsync(ReceiptPage.Address);
        var result = await page.EvaluateAsync<JsonElement>($"async text => {{ const given = JSON.parse(text); {Tools} {script} }}", JsonSerializer.Serialize(given));
        await page.Context.CloseAsync();
        return result.Deserialize<T>()!;
    }

    /// <summary>The texts, and copies of them with one character removed, doubled, replaced or swapped.</summary>
    private static List<string> Mutations(string[] texts, int count)
    {
        const string others = "0123456789abcAB+/= \n\"{}[],:-\\";
        var all = texts.ToList();
        for (var n = 0; all.Count < count; n++)
        {
            var chance = SHA256.HashData(BitConverter.GetBytes(n));
            var text = texts[chance[0] % texts.Length];
            if (text.Length < 2)
                continue;
            var at = BitConverter.ToUInt16(chance, 2) % (text.Length - 1);
            all.Add((chance[4] % 4) switch
            {
                0 => text.Remove(at, 1),
                1 => text.Insert(at, text[at..(at + 1)]),
                2 => text[..at] + others[chance[5] % others.Length] + text[(at + 1)..],
                _ => text[..at] + text[at + 1] + text[at] + text[(at + 2)..],
            });
        }

        return all;
    }

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string[] Strings(JsonElement result, string name) => result.GetProperty(name).Deserialize<string[]>()!;
}
