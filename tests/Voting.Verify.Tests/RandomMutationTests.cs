using System.Text;
using Voting.Rules.Log;

namespace Voting.Verify.Tests;

/// <summary>
/// Changes by chance, from a fixed seed: each is refused, or what was read is what had been published. As many as
/// VOTING_TESTS_MUTATIONS says, 2,000 without it.
/// </summary>
[Collection(RealContest.Collection)]
public sealed class RandomMutationTests(RealContest real)
{
    private static readonly Func<Bundle, Chance, byte[]>[] Kinds =
    [
        (bundle, random) => FlipBit(bundle.ToZip(), random),
        (bundle, random) => bundle.ToZip()[..random.Next(bundle.ToZip().Length)],
        (bundle, random) => { var name = AnyFile(bundle, random); bundle.Files[name] = FlipBit(bundle.Files[name], random); return bundle.Sum().ToZip(); },
        (bundle, random) => { var name = AnyFile(bundle, random); bundle.Files[name] = bundle.Files[name][..random.Next(bundle.Files[name].Length)]; return bundle.Sum().ToZip(); },
        (bundle, random) => { bundle.Files.Remove(AnyFile(bundle, random)); return (random.Next(2) == 0 ? bundle.Sum() : bundle).ToZip(); },
        (bundle, random) => { var (a, b) = (AnyFile(bundle, random), AnyFile(bundle, random)); (bundle.Files[a], bundle.Files[b]) = (bundle.Files[b], bundle.Files[a]); return bundle.Sum().ToZip(); },
        (bundle, random) => bundle.ToZip(AnyFile(bundle, random)),
        (bundle, random) => Leaves(bundle, leaves => leaves.RemoveAt(random.Next(leaves.Count))),
        (bundle, random) => Leaves(bundle, leaves => leaves.Insert(random.Next(leaves.Count), leaves[random.Next(leaves.Count)])),
        (bundle, random) => Leaves(bundle, leaves => { var (a, b) = (random.Next(leaves.Count), random.Next(leaves.Count)); (leaves[a], leaves[b]) = (leaves[b], leaves[a]); }),
        (bundle, random) => Leaves(bundle, leaves => { var at = random.Next(leaves.Count); leaves[at] = FlipBit(leaves[at], random); }),
    ];

    [Fact]
    public async Task Every_change_is_refused_or_changes_nothing()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("VOTING_TESTS_MUTATIONS"), out var asked) ? asked : 2_000;
        var original = Bundle.Read(real.Reviewed);
        var meaning = Meaning(original);
        var random = new Chance("mutations");
        var reasons = new Dictionary<string, int>();
        for (var i = 0; i < count; i++)
        {
            var zip = Kinds[i % Kinds.Length](original.Copy(), random);
            var (reason, _) = await Verifying.RunAsync(zip, original.Key);
            // What is outside of what is signed, such as a date in the zip, may differ: everything that counts is equal then.
            if (reason == "ok")
                Assert.Equal(meaning, Meaning(Bundle.Read(zip)));
            reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        }

        Assert.True(reasons.GetValueOrDefault("ok") < count / 3 && reasons.Count >= 8, string.Join(", ", reasons));
    }

    /// <summary>Everything in a bundle that somebody relies on: texts as read, the others to the byte.</summary>
    private static string Meaning(Bundle bundle)
    {
        var text = new StringBuilder();
        foreach (var (name, content) in bundle.Files.Where(file => file.Key is not "SHA256SUMS"))
            text.Append(name).Append(' ').Append(name switch
            {
                "texts.json" => string.Join(',', new Recount.PublishedTexts(content).All.OrderBy(known => known.Key, StringComparer.Ordinal)),
                // Lines of keys that nobody asked for are passed over.
                "checkpoint" => SignedNote.TryParse(Encoding.UTF8.GetString(content))!.Text,
                _ => Convert.ToHexString(content),
            }).Append('\n');
        return text.ToString();
    }

    private static string AnyFile(Bundle bundle, Chance random) => bundle.Files.Keys.ElementAt(random.Next(bundle.Files.Count));

    private static byte[] Leaves(Bundle bundle, Action<List<byte[]>> change)
    {
        var leaves = bundle.Leaves();
        change(leaves);
        return bundle.WithLeaves(leaves).Sum().ToZip();
    }

    private static byte[] FlipBit(byte[] content, Chance random)
    {
        var changed = content.ToArray();
        changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        return changed;
    }
}
