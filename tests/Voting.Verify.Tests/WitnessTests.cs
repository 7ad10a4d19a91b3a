extern alias verifier;

using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Voting.Engines;
using Voting.Rules.Log;
using Voting.Server.Tests.App;
using Voting.Verify.Witness;
using Ed25519 = verifier::Voting.Signatures.Ed25519;

namespace Voting.Verify.Tests;

/// <summary>The witness: what it cosigns, what it refuses, what it remembers; and beside a real server.</summary>
public sealed class WitnessTests : IDisposable
{
    private const string Origin = "vote.example/log/trial";

    private readonly string _directory = Directory.CreateTempSubdirectory("voting-witness-").FullName;
    private readonly ECDsa _logKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly List<byte[]> _hashes = [.. Enumerable.Range(0, 600).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i)))];

    public void Dispose()
    {
        _logKey.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [SkippableFact]
    public void A_log_that_grows_is_cosigned_at_every_step()
    {
        var (key, act, seen) = Open();
        using (seen)
            foreach (var (old, size) in new[] { (0, 1), (1, 3), (3, 256), (256, 257), (257, 257), (257, 600) })
            {
                var answer = act.Execute(Request(old, size));

                Assert.Equal(200, answer.Status);
                var note = SignedNote.TryParse(Note(size) + answer.Body)!;
                Assert.True(key.Verifier.Verify(note, Ed25519.Verification));
            }
    }

    [SkippableFact]
    public void What_does_not_continue_the_log_is_not_cosigned()
    {
        var (_, act, seen) = Open();
        using (seen)
        {
            Assert.Equal(200, act.Execute(Request(0, 100)).Status);

            Assert.Equal((409, "100\n", WitnessAnswer.SizeType), Parts(act.Execute(Request(0, 200))));
            Assert.Equal((409, "100\n", WitnessAnswer.SizeType), Parts(act.Execute(Request(50, 200))));
            Assert.Equal(400, act.Execute(Request(100, 200).Replace("old 100\n", "old 201\n")).Status);
            Assert.Equal(422, act.Execute(Request(100, 200, forked: true)).Status);
            Assert.Equal(409, act.Execute(Request(100, 100, forked: true)).Status);
            Assert.Equal(422, act.Execute(Request(100, 200).Replace(Convert.ToBase64String(Proof(100, 200)[0]), Convert.ToBase64String(new byte[32]))).Status);
            Assert.Equal(404, act.Execute(Request(0, 200).Replace(Origin, "vote.example/log/other")).Status);
            Assert.Equal(403, act.Execute(Request(100, 200, otherKey: true)).Status);
            foreach (var body in new[] { "", "old 1", "old -1\n\n" + Note(200), "old 01\n\n" + Note(200), "old 100\nxx\n\n" + Note(200), "old 100\n\nno note" })
                Assert.Equal(400, act.Execute(body).Status);

            Assert.Equal(200, act.Execute(Request(100, 200)).Status);
        }

        static (int, string, string) Parts(WitnessAnswer answer) => (answer.Status, answer.Body, answer.ContentType);
    }

    [SkippableFact]
    public void It_remembers_over_a_restart_and_a_line_that_was_cut_off()
    {
        var (key, act, seen) = Open();
        using (seen)
        {
            Assert.Equal(200, act.Execute(Request(0, 100)).Status);
            Assert.Throws<IOException>(() => new SeenHeads(Path.Combine(_directory, "state")).Dispose());
        }

        File.AppendAllText(Path.Combine(_directory, "state", "heads"), "200 AAAA");
        var (sameKey, again, seenAgain) = Open();
        using (seenAgain)
        {
            Assert.Equal(key.Verifier.ToString(), sameKey.Verifier.ToString());
            Assert.Equal(409, again.Execute(Request(0, 50)).Status);
            Assert.Equal(200, again.Execute(Request(100, 200)).Status);
        }

        using var thirdTime = new SeenHeads(Path.Combine(_directory, "state"));
        Assert.Equal(200, thirdTime.Find(Origin)!.Size);
    }

    [SkippableFact]
    public async Task A_real_server_gets_its_checkpoints_cosigned_and_publishes_the_line()
    {
        Skip.IfNot(Ed25519.IsAvailable, "This system has no Ed25519.");
        var address = $"http://127.0.0.1:{Loopback.FreePort()}/";
        var key = WitnessKey.Open(Path.Combine(_directory, "key"), "notary.example");
        await using var app = await VotingApp.StartAsync(("Log:Witnesses:0", $"{address} {key.Verifier}"));
        var contest = await app.OpenContestAsync();
        var log = Bundle.Read(await RealContest.BundleAsync(app, contest.Slug)).Key;
        using var seen = new SeenHeads(Path.Combine(_directory, "state"));
        using var stopping = new CancellationTokenSource();
        var running = new WitnessServer(new AddCheckpoint(key, [log], seen, TimeProvider.System), new Uri(address), TextWriter.Null).RunAsync(stopping.Token);

        await WaitAsync(contest, key.Verifier);
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        await WaitAsync(contest, key.Verifier);

        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.GetAsync($"{address}add-checkpoint")).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await http.PostAsync($"{address}add-checkpoint", new ByteArrayContent(new byte[100_000]))).StatusCode);
        await stopping.CancelAsync();
        await running;
    }

    private static async Task WaitAsync(ContestUnderTest contest, VerifierKey witness)
    {
        for (var tries = 0; ; tries++)
        {
            var note = SignedNote.TryParse((await contest.GetAsync($"/log/{contest.Slug}/checkpoint")).Text)!;
            if (witness.Verify(note, Ed25519.Verification))
                return;
            Assert.True(tries < 200, "The checkpoint was not cosigned.");
            await Task.Delay(100);
        }
    }

    private (WitnessKey Key, AddCheckpoint Act, SeenHeads Seen) Open()
    {
        Skip.IfNot(Ed25519.IsAvailable, "This system has no Ed25519.");
        var key = WitnessKey.Open(Path.Combine(_directory, "key"), "notary.example");
        var seen = new SeenHeads(Path.Combine(_directory, "state"));
        return (key, new AddCheckpoint(key, [VerifierKey.FromEcdsa(Origin, _logKey)], seen, TimeProvider.System), seen);
    }

    private string Request(int old, int size, bool forked = false, bool otherKey = false) =>
        $"old {old.ToString(CultureInfo.InvariantCulture)}\n"
        + string.Concat(Proof(old, size).Select(hash => Convert.ToBase64String(hash) + "\n")) + "\n" + Note(size, forked, otherKey);

    private IReadOnlyList<byte[]> Proof(int old, int size)
    {
        var tiles = TileTree.Append(0, _hashes[..size], _ => []).ToDictionary(tile => tile.Id, tile => tile.Hashes);
        return old == 0 ? [] : TileTree.ConsistencyProof(old, size, id => tiles[id]);
    }

    private string Note(int size, bool forked = false, bool otherKey = false)
    {
        var tree = new TreeFrontier();
        foreach (var (i, hash) in _hashes[..size].Index())
            tree.Append(forked && i == 7 ? new byte[32] : hash);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new NoteSigner(Origin, otherKey ? other : _logKey).Sign(new Checkpoint(Origin, size, tree.Root()).ToText());
    }
}
