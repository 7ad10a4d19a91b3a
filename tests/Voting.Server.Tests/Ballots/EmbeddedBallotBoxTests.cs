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
        var contest = await App.OpenContestAsync();
        var found = App.Services.GetRequiredService<ContestDirectory>().Find(contest.Slug)!;
        var box = App.Services.GetRequiredService<IBallotBox>();
        for (var i = 0; i < ContestBox.MostPending; i++)
            Assert.IsType<Admission.Admitted>(await box.AdmitAsync(RequestOf(i)));

        var refused = Assert.IsType<Admission.Refused>(await box.AdmitAsync(RequestOf(ContestBox.MostPending)));

        Assert.Equal(CastRefusal.Busy, refused.Reason);
        Assert.IsType<Admission.Repeat>(await box.AdmitAsync(RequestOf(0)));

        CastRequest RequestOf(int i) => new(
            found, [.. new byte[12], .. BitConverter.GetBytes(i)], new byte[8], "device", [1], new AddressPrefix((ulong)i));
    }
}
