using Voting.Server.Tests.App;

namespace Voting.Server.Tests.LoadTests;

/// <summary>Two servers, Redis and PostgreSQL under load, killed, frozen and emptied in turn.</summary>
public sealed class FaultRoundsTests
{
    [SkippableFact]
    public async Task Ten_rounds_of_faults_violate_nothing()
    {
        RealEngines.Require();
        await LoadTestRun.SucceedsAsync(TimeSpan.FromMinutes(8), "faults", "--rounds", "10", "--quick");
    }
}
