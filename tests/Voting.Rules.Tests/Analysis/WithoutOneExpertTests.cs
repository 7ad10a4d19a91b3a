using Voting.Rules.Analysis;
using Voting.Rules.Panel;
using Voting.Rules.Ranking;
using Voting.Rules.Tests.Ranking;

namespace Voting.Rules.Tests.Analysis;

public sealed class WithoutOneExpertTests
{
    [Fact]
    public void Places_that_hang_on_one_expert_are_named()
    {
        // All: 1: (60+90+90)/3 = 80;  2: (90+80+85)/3 = 85, so 2 is first: 97 to 96.
        // Without x0: 90 to 82.5, 1 is first.  Without x1: 75 to 87.5.  Without x2: 75 to 85.
        var without = WithoutOneExpert.Of(Contest(Given.Entry(1, 10, 60, 90, 90), Given.Entry(2, 10, 90, 80, 85)));

        Assert.Equal(["x0", "x1", "x2"], without.Select(w => w.Expert));
        Assert.Equal([new("village", 2, 1, 2), new("village", 1, 2, 1)], without[0].Changes);
        Assert.Empty(without[1].Changes);
        Assert.Empty(without[2].Changes);
    }

    [Fact]
    public void An_entry_with_no_other_expert_is_named_as_unmarked()
    {
        // Without x0 the second has no E: 80 + 0.2·70 = 94 stays before 72
        var without = WithoutOneExpert.Of(Contest(Given.Entry(1, 10, 60, 70), Given.Entry(2, 9, 90)));

        Assert.Equal([2], without[0].Unmarked);
        Assert.Empty(without[1].Unmarked);
        Assert.Empty(without[1].Changes);
    }

    [Fact]
    public void A_mark_left_out_can_end_the_trimming()
    {
        // 1: 50 70 80 90 100, trimmed 80; 2: 81 five times. Without x0 all four of 1 count: 340/4 = 85 to 81.
        // Without x1 they come to 320/4 = 80, without any other to less.
        var without = WithoutOneExpert.Of(Contest(Given.Entry(1, 10, 50, 70, 80, 90, 100), Given.Entry(2, 10, 81, 81, 81, 81, 81)));

        Assert.Equal(["x0"], without.Where(w => w.Changes.Count > 0).Select(w => w.Expert));
    }

    [Fact]
    public void A_contest_without_a_panel_has_nobody_to_leave_out() =>
        Assert.Empty(WithoutOneExpert.Of(Contest(Given.Entry(1, 10), Given.Entry(2, 9))));

    private static CountedContest Contest(params RankingEntry[] entries) =>
        new([new("village", entries)], Given.OneCriterion, ScorePolicy.Default);
}
