using Voting.Server.Ballots;

namespace Voting.Server.Tests.Ballots;

public sealed class BallotTraceTests
{
    [Fact]
    public void What_is_not_known_is_0() =>
        Assert.Equal(default, BallotTrace.Of(null!, "slug", default, new VoterIdentity("device", "subject")));

    [Fact]
    public void A_trace_is_read_as_it_was_written()
    {
        var trace = new BallotTrace(1, ulong.MaxValue, 0x0102030405060708, 1_790_000_000_000);
        Assert.Equal(trace, BallotTrace.Read(trace.ToBytes()));
        Assert.Equal(default, BallotTrace.Read(null));
    }
}
