using System.Net;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Voting.Rules.Log;
using Voting.Server.Tests.App;
using Voting.Signatures;

namespace Voting.Server.Tests.Ledger;

public sealed class LogTests(VotingApp app) : IClassFixture<VotingApp>
{
    [Fact]
    public async Task The_checkpoint_is_signed_by_the_published_key_under_the_contests_origin()
    {
        var contest = await app.OpenContestAsync();
        await contest.NewVoter().CastAsync(1);

        var answer = (await contest.GetAsync($"/log/{contest.Slug}/checkpoint")).Is(HttpStatusCode.OK);
        var note = SignedNote.TryParse(answer.Text)!;
        var key = await KeyAsync(contest);

        Assert.Equal("text/plain", answer.ContentType);
        Assert.Equal(NoteVerdict.Valid, key.Check(note));
        Assert.Equal($"localhost:5080/log/{contest.Slug}", key.Name);
        var checkpoint = Checkpoint.TryParse(note.Text)!;
        Assert.Equal(key.Name, checkpoint.Origin);
        Assert.Equal((await contest.CheckLedgerAsync()).LogSize, checkpoint.Size);
    }

    [Fact]
    public async Task Checkpoint_and_receipt_carry_a_line_of_each_published_key()
    {
        var contest = await app.OpenContestAsync();
        var answer = await contest.NewVoter().CastAsync(1);
        var keys = (await contest.GetAsync($"/log/{contest.Slug}/vkey")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => VerifierKey.TryParse(line)!).ToList();
        var note = SignedNote.TryParse((await contest.GetAsync($"/log/{contest.Slug}/checkpoint")).Text)!;
        var receipt = TlogProof.TryParse(answer["receipt"].GetString()!)!;
        var leaf = Encoding.UTF8.GetBytes(answer["leaf"].GetString()!);

        Assert.Equal([NoteKeyType.EcdsaP256, NoteKeyType.Ed25519], keys.Select(key => key.Type));
        Assert.Equal(keys.Select(key => key.KeyId), note.Signatures.Select(line => line.KeyId));
        Assert.All(keys, key => Assert.Equal(NoteVerdict.Valid, key.Check(note, Ed25519.Verification)));
        Assert.All(keys, key => Assert.Equal(ProofVerdict.Valid, receipt.Verify(leaf, key, Ed25519.Verification)));
    }

    [Fact]
    public async Task A_database_of_before_the_Ed25519_key_commits_to_it_at_the_next_start()
    {
        await using var own = await VotingApp.StartAsync();
        await using (var database = own.OpenDatabase())
            Assert.Equal(1, await database.ExecuteAsync("DELETE FROM key_commitments WHERE name = 'log-ed25519.key'"));
        await own.RestartAsync();

        await File.WriteAllBytesAsync(Path.Combine(own.Directory, "keys", "log-ed25519.key"), new byte[32]);
        var refusal = await Assert.ThrowsAnyAsync<Exception>(own.RestartAsync);
        Assert.Contains("log-ed25519.key", refusal.ToString());
    }

    [Fact]
    public async Task Every_leaf_of_a_log_of_several_tiles_has_a_proof()
    {
        var contest = await app.OpenContestAsync();
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Task.Run(() => contest.NewVoter().CastAsync(1 + i % 10))));
        var key = await KeyAsync(contest);
        await using var database = app.OpenDatabase();
        var batches = await database.QueryAsync<byte[]>(
            """
            SELECT   leaves
            FROM     log_batches
            WHERE    contest_id = (SELECT id FROM contests WHERE slug = @Slug)
            ORDER BY size
            """,
            contest);
        var leaves = batches.SelectMany(batch => EntryBundle.Decode(batch)).ToList();

        Assert.Equal(604, leaves.Count);
        foreach (var (index, leaf) in leaves.Index())
        {
            var proof = TlogProof.TryParse((await contest.GetAsync($"/log/{contest.Slug}/proof?index={index}")).Text)!;
            Assert.Equal(index, proof.Index);
            Assert.Equal(ProofVerdict.Valid, proof.Verify(leaf, key));
        }

        (await contest.GetAsync($"/log/{contest.Slug}/proof?index=604")).Is(HttpStatusCode.NotFound, "proof-not-found");
    }

    [Fact]
    public async Task The_published_files_hash_to_what_the_open_leaf_holds()
    {
        var contest = await app.OpenContestAsync();
        var open = (await contest.CheckLedgerAsync()).Single("open").Json;

        var rules = (await contest.GetAsync($"/log/{contest.Slug}/rules.json")).Is(HttpStatusCode.OK);
        var entries = (await contest.GetAsync($"/log/{contest.Slug}/entries.json")).Is(HttpStatusCode.OK);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(rules.Bytes)), open.GetProperty("rules").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(entries.Bytes)), open.GetProperty("entries").GetString());
        Assert.Equal(
            open.GetProperty("rules").GetString(), (await contest.GetAsync($"/api/contests/{contest.Slug}"))["rulesHash"].GetString());
        Assert.Equal(10, entries.Json.GetArrayLength());
        Assert.Equal(10, rules["ballot"].GetProperty("votesPerPeriod").GetInt32());
        Assert.Equal(contest.Slug, rules["contest"].GetString());
    }

    [Fact]
    public async Task The_open_leaf_commits_to_the_contests_own_key()
    {
        var contest = await app.OpenContestAsync();
        var secret = await File.ReadAllBytesAsync(Path.Combine(app.Directory, "keys", $"contest-{contest.Slug}.key"));
        var open = (await contest.CheckLedgerAsync()).Single("open").Json;
        Assert.Equal(32, secret.Length);
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData([.. "key-commit/v1\0"u8, .. secret])), open.GetProperty("kc").GetString());
    }

    [Fact]
    public async Task The_published_files_are_the_same_bytes_after_closing_and_after_a_restart()
    {
        await using var own = await VotingApp.StartAsync();
        var contest = await own.OpenContestAsync();
        var url = $"/log/{contest.Slug}/entries.json";
        var published = await contest.GetAsync(url);
        await contest.MoveThroughAsync("reviewing");
        await own.RestartAsync();
        Assert.Equal(published.Bytes, (await new ContestUnderTest(own, contest.Draft).GetAsync(url)).Bytes);
    }

    [Fact]
    public async Task Nothing_that_names_a_voter_is_in_the_log()
    {
        var contest = await app.OpenContestAsync();
        var key = Voter.NewKey();
        var voter = contest.NewVoter("203.0.113.99");
        var leaf = (await voter.CastAsync([1], key))["leaf"].GetString()!;
        var device = voter.Jar.Cookies["device"].Split('.')[0];

        Assert.DoesNotContain("203.0.113.99", leaf);
        Assert.DoesNotContain(key, leaf);
        Assert.DoesNotContain(device, leaf);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))[..16], leaf);
    }

    [Theory]
    [InlineData("/log/no-such-contest/checkpoint", "contest-not-found")]
    [InlineData("/log/no-such-contest/vkey", "contest-not-found")]
    [InlineData("/log/no-such-contest/proof?index=0", "contest-not-found")]
    [InlineData("/log/no-such-contest/rules.json", "contest-not-found")]
    [InlineData("/log/no-such-contest/entries.json", "contest-not-found")]
    [InlineData("/log/no-such-contest/nothing", "not-found")]
    public async Task What_is_not_there_is_a_problem(string url, string code) =>
        (await Answer.Of(app.NewClient().GetAsync(url))).Is(HttpStatusCode.NotFound, code);

    [Fact]
    public async Task Before_voting_there_are_no_final_files_and_a_draft_has_no_log()
    {
        var contest = new ContestUnderTest(app, new Draft());
        await contest.CreateAsync();
        (await contest.GetAsync($"/log/{contest.Slug}/checkpoint")).Is(HttpStatusCode.NotFound, "contest-not-found");
        (await contest.GetAsync($"/log/{contest.Slug}/proof?index=0")).Is(HttpStatusCode.NotFound, "contest-not-found");

        await contest.MoveThroughAsync("screening");
        (await contest.GetAsync($"/log/{contest.Slug}/proof?index=1")).Is(HttpStatusCode.NotFound, "proof-not-found");
        (await contest.GetAsync($"/log/{contest.Slug}/rules.json")).Is(HttpStatusCode.Conflict, "voting-not-open");
    }

    private static async Task<VerifierKey> KeyAsync(ContestUnderTest contest) =>
        VerifierKey.TryParse((await contest.GetAsync($"/log/{contest.Slug}/vkey")).Text.Split('\n')[0])!;
}
