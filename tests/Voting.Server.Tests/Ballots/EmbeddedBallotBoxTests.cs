using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Voting.Rules.Ballots;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ballots;

public sealed class EmbeddedBallotBoxTests(VotingApp app) : BallotBoxContract(app), IClassFixture<VotingApp>
{
    [Fact]
    public async Task While_the_ledger_is_stuck_no_more_ballots_wait_than_memory_is_meant_for()
    {
        // A server of its own: what is never recorded would keep a later closing waiting.
        await using var server = await VotingApp.StartAsync();
        var contest = await server.OpenContestAsync();
        var found = server.Services.GetRequiredService<ContestDirectory>().Find(contest.Slug)!;
        var box = server.Services.GetRequiredService<IBallotBox>();
        for (var i = 0; i < ContestBox.MostPending; i++)
            Assert.IsType<Admission.Admitted>(await box.AdmitAsync(RequestOf(i)));

        var refused = Assert.IsType<Admission.Refused>(await box.AdmitAsync(RequestOf(ContestBox.MostPending)));

        Assert.Equal(CastRefusal.Busy, refused.Reason);
        Assert.IsType<Admission.Repeat>(await box.AdmitAsync(RequestOf(0)));

        CastRequest RequestOf(int i) => new(
            found, [.. new byte[12], .. BitConverter.GetBytes(i)], new byte[8], "device", [1], new AddressPrefix((ulong)i));
    }

    [Fact]
    public async Task Ballots_come_to_the_ledger_in_the_order_of_their_numbers_so_that_a_kill_leaves_no_gap()
    {
        // A server of its own: what is never recorded would keep a later closing waiting.
        await using var server = await VotingApp.StartAsync();
        var contest = await server.OpenContestAsync();
        var found = server.Services.GetRequiredService<ContestDirectory>().Find(contest.Slug)!;
        var box = server.Services.GetRequiredService<IBallotBox>();
        var queued = new ConcurrentQueue<long>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++)
                await box.AdmitAsync(new CastRequest(
                    found, [.. new byte[8], .. BitConverter.GetBytes(thread), .. BitConverter.GetBytes(i)], new byte[8], "device", [1],
                    new AddressPrefix((ulong)i)) { Record = intent => queued.Enqueue(intent.Seq) });
        })));

        Assert.Equal(Enumerable.Range(1, 16_000).Select(seq => (long)seq), queued);
    }
}
