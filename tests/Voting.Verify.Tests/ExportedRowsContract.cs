using System.Net;
using Voting.Server.Tests.App;

namespace Voting.Verify.Tests;

/// <summary>The rows that an organizer exports are the rows that an auditor's program reads. On every backend.</summary>
public abstract class ExportedRowsContract(VotingApp app)
{
    private VotingApp App { get; } = app.OnItsEngines();

    [SkippableFact]
    public async Task Every_ballot_is_a_row_with_its_time_entries_and_tags()
    {
        var contest = await App.OpenContestAsync();
        var known = contest.NewVoter("203.0.113.1");
        await known.StandingAsync();
        var seen = App.Clock.Now;
        App.Clock.Advance(TimeSpan.FromSeconds(40));
        (await known.CastAsync(2, 7)).Is(HttpStatusCode.Created);
        (await contest.NewVoter("203.0.113.2").CastAsync(3)).Is(HttpStatusCode.Created);
        var answer = (await Answer.Of((await App.OrganizerAsync()).GetAsync($"/api/organizer/contests/{contest.Slug}/review/rows.csv"))).Is(HttpStatusCode.OK);
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, answer.Text);

            var rows = SignalFile.Read(path);

            Assert.Equal(2, rows.Count);
            Assert.Equal([[2, 7], [3]], rows.Select(row => row.Entries));
            Assert.Equal([seen.ToUnixTimeMilliseconds(), rows[1].At], rows.Select(row => row.KnownSince));
            Assert.Equal(40_000, rows[0].At - rows[0].KnownSince);
            Assert.Equal((1, 2, 2, 2), (Count(row => row.Network), Count(row => row.Address), Count(row => row.Device), Count(row => (ulong)row.Voter)));
            Assert.All(rows, row => Assert.DoesNotContain(0UL, new[] { row.Network, row.Address, row.Device }));

            int Count(Func<Rules.Signals.SignalBallot, ulong> tag) => rows.Select(tag).Distinct().Count();
        }
        finally
        {
            File.Delete(path);
        }
    }
}

public sealed class EmbeddedExportedRowsTests(VotingApp app) : ExportedRowsContract(app), IClassFixture<VotingApp>;

public sealed class ServerExportedRowsTests(ServerApp app) : ExportedRowsContract(app), IClassFixture<ServerApp>;
