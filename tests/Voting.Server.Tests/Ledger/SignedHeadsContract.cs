using System.Globalization;
using System.Net;
using Voting.Rules.Log;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ledger;

/// <summary>Yesterday's database, a copy of it, two signers: never two roots for one size.</summary>
public abstract class SignedHeadsContract(Backend backend) : IAsyncLifetime
{
    private VotingApp _app = null!;

    public async Task InitializeAsync() => _app = await VotingApp.StartAsync(backend);

    public async Task DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [SkippableFact]
    public async Task Yesterdays_database_under_todays_keys_does_not_start()
    {
        var contest = await _app.OpenContestAsync();
        Stores? yesterday = null;
        await _app.RestartAsync(async stores => yesterday = await stores.CopyAsync());
        contest = new ContestUnderTest(_app, contest.Draft);
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => _app.StartOnCopyAsync(yesterday!));

        Assert.Contains($"'{contest.Slug}'", refusal.ToString());
        Assert.Contains("older copy of the database", refusal.ToString());
        await _app.RestartAsync();
        Assert.Single((await new ContestUnderTest(_app, contest.Draft).CheckLedgerAsync()).Ballots);
    }

    [SkippableFact]
    public async Task A_database_in_which_the_log_went_another_way_does_not_start()
    {
        var contest = await _app.OpenContestAsync();
        Stores? yesterday = null;
        await _app.RestartAsync(async stores => yesterday = await stores.CopyAsync());
        (await new ContestUnderTest(_app, contest.Draft).NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);

        // Somewhere else, with the same keys but without the heads, the copy goes on by itself, and further.
        var heads = Path.Combine(_app.Directory, "keys", "heads");
        var kept = Directory.EnumerateFiles(heads, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);
        foreach (var file in kept.Keys)
            File.Delete(file);
        var other = await _app.StartOnCopyAsync(yesterday!);
        for (var i = 0; i < 3; i++)
            (await new ContestUnderTest(other, contest.Draft).NewVoter().CastAsync(2)).Is(HttpStatusCode.Created);
        foreach (var file in Directory.EnumerateFiles(heads, "*", SearchOption.AllDirectories))
            File.Delete(file);
        foreach (var (file, head) in kept)
            await File.WriteAllBytesAsync(file, head);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(other.RestartAsync);
        Assert.Contains("not the ones that are signed already", refusal.ToString());
    }

    [SkippableFact]
    public async Task Of_two_signers_with_the_same_keys_on_two_databases_one_goes_on()
    {
        var contest = await _app.OpenContestAsync();
        Stores? copy = null;
        await _app.RestartAsync(async stores => copy = await stores.CopyAsync());
        var other = await _app.StartOnCopyAsync(copy!);
        var published = new PublishedRoots();
        VotingApp[] signers = [_app, other];

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            var here = new ContestUnderTest(signers[i % 2], contest.Draft);
            var answer = await here.NewVoter().CastAsync(1 + i % 10);
            if (answer.Status == HttpStatusCode.Created)
                published.Add(TlogProof.TryParse(answer["receipt"].GetString()!)!.Checkpoint);
            else
                Assert.Equal("busy", answer.Code);
            var checkpoint = await here.GetAsync($"/log/{contest.Slug}/checkpoint");
            if (checkpoint.Status == HttpStatusCode.OK)
                published.Add(Checkpoint.TryParse(SignedNote.TryParse(checkpoint.Text)!.Text)!);
        })));

        Assert.InRange(published.Sizes, 1, 100);
        var refusing = await Task.WhenAll(signers.Select(RefusalAsync));
        Assert.Single(refusing, text => text.Contains($"'{contest.Slug}'", StringComparison.Ordinal));
        var stopped = new ContestUnderTest(signers[Array.FindIndex(refusing, text => text.Length > 0)], contest.Draft);
        (await stopped.NewVoter().CastAsync(1)).Is(HttpStatusCode.ServiceUnavailable, "busy");
        (await stopped.MoveAsync("reviewing")).Is(HttpStatusCode.ServiceUnavailable, "log-stopped");
        (await stopped.GetAsync($"/log/{contest.Slug}/checkpoint")).Is(HttpStatusCode.ServiceUnavailable, "log-stopped");
        var goesOn = new ContestUnderTest(signers[Array.FindIndex(refusing, text => text.Length == 0)], contest.Draft);
        (await goesOn.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
    }

    [SkippableFact]
    public async Task A_head_that_is_behind_by_a_crash_is_brought_up_to_its_database()
    {
        var contest = await _app.OpenContestAsync();
        (await contest.NewVoter().CastAsync(1)).Is(HttpStatusCode.Created);
        (await contest.NewVoter().CastAsync(2)).Is(HttpStatusCode.Created);
        var newest = await File.ReadAllBytesAsync(NewestHead(contest));
        File.Delete(NewestHead(contest));

        await _app.RestartAsync();
        Assert.Equal(newest, await File.ReadAllBytesAsync(NewestHead(contest)));

        // And while it runs: the next batch finds it out.
        File.Delete(NewestHead(contest));
        contest = new ContestUnderTest(_app, contest.Draft);
        (await contest.NewVoter().CastAsync(3)).Is(HttpStatusCode.Created);
        Assert.NotEqual(newest, await File.ReadAllBytesAsync(NewestHead(contest)));
        Assert.Equal(3, (await contest.CheckLedgerAsync()).Ballots.Count);
    }

    [SkippableFact]
    public async Task A_damaged_head_is_not_taken_for_none()
    {
        var contest = await _app.OpenContestAsync();
        var file = NewestHead(contest);
        var head = await File.ReadAllBytesAsync(file);
        head[contest.Slug.Length + 20] ^= 1;
        await File.WriteAllBytesAsync(file, head);

        var refusal = await Assert.ThrowsAnyAsync<Exception>(_app.RestartAsync);
        Assert.Contains("is damaged", refusal.ToString());
    }

    private string NewestHead(ContestUnderTest contest) => Directory
        .EnumerateFiles(Path.Combine(_app.Directory, "keys", "heads"), "after-*", SearchOption.AllDirectories)
        .Where(file => file.Contains(contest.Slug, StringComparison.Ordinal))
        .MaxBy(file => int.Parse(file[(file.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture))!;

    private static async Task<string> RefusalAsync(VotingApp app)
    {
        var health = (await Answer.Of(app.NewClient().GetAsync("/health/ready"))).Is(HttpStatusCode.OK).Text;
        return health.StartsWith("Degraded\n", StringComparison.Ordinal) ? health : "";
    }

    private sealed class PublishedRoots
    {
        private readonly Dictionary<long, string> _roots = [];

        public int Sizes => _roots.Count;

        public void Add(Checkpoint checkpoint)
        {
            var root = Convert.ToBase64String(checkpoint.Root);
            lock (_roots)
            {
                Assert.Equal(root, _roots.GetValueOrDefault(checkpoint.Size, root));
                _roots[checkpoint.Size] = root;
            }
        }
    }
}

public sealed class EmbeddedSignedHeadsTests() : SignedHeadsContract(Backend.Embedded);

public sealed class ServerSignedHeadsTests() : SignedHeadsContract(Backend.Server);
