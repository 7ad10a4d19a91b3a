using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Voting.Engines;
using Voting.Rules.Log;
using Voting.Server.Tests.App;
using Voting.Signatures;

namespace Voting.Server.Tests.Log;

/// <summary>A witness on a port of its own cosigns what grows consistently; one that is away disturbs nothing.</summary>
public sealed class WitnessTests
{
    [Fact]
    public async Task Checkpoints_carry_the_line_of_a_witness_who_saw_every_step()
    {
        await using var witness = await StrictWitness.StartAsync();
        var nobody = $"http://127.0.0.1:{Loopback.FreePort()} {witness.Key}";
        await using var app = await VotingApp.StartAsync(
            ("Log:Witnesses:0", nobody), ("Log:Witnesses:1", $"{witness.Address} {witness.Key}"));
        var contest = await app.OpenContestAsync();
        await WaitForCosignatureAsync(contest, witness);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 3; i++)
                (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
            await WaitForCosignatureAsync(contest, witness);
        }

        // The server forgets how far the witness is, and learns it again.
        await app.RestartAsync();
        contest = new ContestUnderTest(app, contest.Draft);
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        await WaitForCosignatureAsync(contest, witness);
        Assert.True(witness.Conflicts > 0);
    }

    [Theory]
    [InlineData("https://witness.example")]
    [InlineData("https://witness.example not-a-key")]
    [InlineData("witness.example example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")]
    public async Task A_witness_that_is_none_stops_the_start(string setting)
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => VotingApp.StartAsync(("Log:Witnesses:0", setting)));
        Assert.Contains("Log:Witnesses", refusal.ToString());
    }

    private static async Task WaitForCosignatureAsync(ContestUnderTest contest, StrictWitness witness)
    {
        for (var tries = 0; ; tries++)
        {
            var note = SignedNote.TryParse((await contest.GetAsync($"/log/{contest.Slug}/checkpoint")).Is(HttpStatusCode.OK).Text)!;
            Assert.InRange(note.Signatures.Count, 2, 3);
            if (witness.Key.Verify(note, Ed25519.Verification))
                return;
            Assert.True(tries < 400, "The checkpoint was not cosigned.");
            await Task.Delay(50);
        }
    }

    /// <summary>Takes only a checkpoint that is proven to be consistent with the one before; knows no signature of the log.</summary>
    private sealed class StrictWitness : IAsyncDisposable
    {
        private readonly Ed25519Signing _signing = Ed25519.FromSeed(RandomNumberGenerator.GetBytes(32));
        private readonly Dictionary<string, Checkpoint> _seen = [];
        private WebApplication? _app;

        public VerifierKey Key => VerifierKey.FromEd25519("witness.example", _signing.PublicKey, NoteKeyType.CosignatureV1);

        public string Address { get; } = $"http://127.0.0.1:{Loopback.FreePort()}";

        public int Conflicts { get; private set; }

        public static async Task<StrictWitness> StartAsync()
        {
            var witness = new StrictWitness();
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls(witness.Address);
            witness._app = builder.Build();
            witness._app.Run(witness.AnswerAsync);
            await witness._app.StartAsync();
            return witness;
        }

        public async ValueTask DisposeAsync() => await _app!.DisposeAsync();

        private async Task AnswerAsync(HttpContext http)
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            var parts = (await reader.ReadToEndAsync()).Split("\n\n", 2);
            var lines = parts[0].Split('\n');
            var note = SignedNote.TryParse(parts[1])!;
            var checkpoint = Checkpoint.TryParse(note.Text)!;
            var old = long.Parse(lines[0]["old ".Length..], CultureInfo.InvariantCulture);
            var seen = _seen.GetValueOrDefault(checkpoint.Origin);
            if (http.Request.Path != "/add-checkpoint" || old != (seen?.Size ?? 0))
            {
                Conflicts++;
                http.Response.StatusCode = StatusCodes.Status409Conflict;
                await http.Response.WriteAsync($"{seen?.Size ?? 0}\n");
                return;
            }

            var proof = lines.Skip(1).Select(Convert.FromBase64String).ToList();
            if (seen is not null && !MerkleTree.VerifyConsistency(seen.Size, checkpoint.Size, seen.Root, checkpoint.Root, proof))
            {
                http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return;
            }

            _seen[checkpoint.Origin] = checkpoint;
            await http.Response.WriteAsync(Cosignature.Line(Key.Name, _signing, note.Text, 1_893_456_000));
        }
    }
}
