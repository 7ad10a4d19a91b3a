using Voting.Rules.Contests;

namespace Voting.Rules.Tests.Contests;

public sealed class ContestPhaseTests
{
    [Fact]
    public void Only_single_steps_forward_are_legal_and_a_draft_may_skip_nominations()
    {
        foreach (var from in Enum.GetValues<ContestPhase>())
            foreach (var to in Enum.GetValues<ContestPhase>())
                Assert.Equal(
                    to - from == 1 || (from, to) == (ContestPhase.Draft, ContestPhase.Screening),
                    ContestPhases.IsLegalMove(from, to));
    }

    [Fact]
    public void Names_on_the_wire_lead_back_to_the_phase()
    {
        foreach (var phase in Enum.GetValues<ContestPhase>())
            Assert.Equal(phase, ContestPhases.FromWire(phase.ToWire()));
        Assert.Null(ContestPhases.FromWire("Voting"));
        Assert.Null(ContestPhases.FromWire(null));
    }

    [Theory]
    [InlineData("week", 10, 1, 1, 10, "period")]
    [InlineData("day", 0, 1, 1, 1, "votesPerPeriod")]
    [InlineData("day", 10, 0, 1, 10, "votesPerEntryPerPeriod")]
    [InlineData("day", 10, 11, 1, 10, "votesPerEntryPerPeriod")]
    [InlineData("day", 10, 1, 0, 10, "minChoices")]
    [InlineData("day", 10, 1, 5, 4, "minChoices")]
    [InlineData("day", 10, 1, 1, 11, "maxChoices")]
    public void A_policy_names_what_is_wrong(string period, int votes, int perEntry, int min, int max, string field) =>
        Assert.Contains(field, new BallotPolicy(period, votes, perEntry, min, max).Validate().Select(error => error.Field));
}
