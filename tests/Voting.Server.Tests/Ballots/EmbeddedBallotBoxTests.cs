using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Ballots;

public sealed class EmbeddedBallotBoxTests(VotingApp app) : BallotBoxContract(app), IClassFixture<VotingApp>;

public sealed class EmbeddedAddressWindowTests : AddressWindowContract
{
    protected override Task<VotingApp> StartAsync() => VotingApp.StartAsync(("Voters:Address:HardCap", $"{Cap}"));
}
