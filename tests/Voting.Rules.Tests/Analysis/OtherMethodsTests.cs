using Voting.Rules.Analysis;
using Voting.Rules.Ranking;
using Voting.Rules.Tests.Ranking;

namespace Voting.Rules.Tests.Analysis;

public sealed class OtherMethodsTests
{
    // By the default: 1: 80 + 12 = 92;  2: 72 + 19 = 91;  3: 8 + 10 = 18
    private static readonly CountedContest Contest = new(
        [new("village", [Given.Entry(1, 1000, 60), Given.Entry(2, 900, 95), Given.Entry(3, 100, 50)])],
        Given.OneCriterion, ScorePolicy.Default);

    [Fact]
    public void Each_other_method_is_tried_alone() => Assert.Equal(
        [
            "public share", "public rank", "public minmax", "public sqrt", "public log", "public tscore",
            "expert mean", "expert median", "expert zscore",
            "expertScale max", "expertScale minmax", "expertScale rank", "expertScale tscore",
        ],
        OtherMethods.Of(Contest).Select(other => $"{other.Option} {other.Name}"));

    [Fact]
    public void The_sealed_method_is_not_among_the_others()
    {
        var other = OtherMethods.Of(Contest.WithPolicy(new ScorePolicy { Public = "log", Expert = "median", ExpertScale = "rank" }));

        Assert.Equal(13, other.Count);
        Assert.DoesNotContain(other, o => (o.Option, o.Name) is ("public", "log") or ("expert", "median") or ("expertScale", "rank"));
    }

    /// <summary>S of 1 and of 2, shown at two decimals; 3 is last by all of them.</summary>
    [Theory]
    [InlineData("public", "share", "52.00 55.00", true)] // P = 50, 45: 40 + 12, 36 + 19
    [InlineData("public", "rank", "92.00 59.00", false)] // P = 100, 50: 80 + 12, 40 + 19
    [InlineData("public", "minmax", "92.00 90.11", false)] // P = 100, 88.89: 71.11 + 19
    [InlineData("public", "sqrt", "92.00 94.89", true)] // P = 100, 94.868: 75.89 + 19
    [InlineData("public", "log", "92.00 97.78", true)] // ln 901/ln 1001 = 0.984767: 78.78 + 19
    [InlineData("public", "tscore", "58.62 63.63", true)] // σ = √(1.46)·1000/3: T = 58.276, 55.793: 46.62 + 12, 44.63 + 19
    [InlineData("expert", "zscore", "92.00 91.00", false)] // three marks are too few
    [InlineData("expertScale", "max", "92.63 92.00", false)] // E = 100·60/95, 100
    [InlineData("expertScale", "minmax", "84.44 92.00", true)] // E = 100·10/45, 100
    [InlineData("expertScale", "rank", "90.00 92.00", true)] // E = 50, 100
    [InlineData("expertScale", "tscore", "89.14 84.76", false)] // mean 68.33, σ 19.29: E = 45.68, 63.82
    public void Another_method_may_turn_the_first_two(string option, string name, string scores, bool turned)
    {
        var other = OtherMethods.Of(Contest).Single(o => (o.Option, o.Name) == (option, name));

        var shown = other.Ranking[0].Rows.ToDictionary(row => row.Number, row => row.ScoreShown.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(scores, $"{shown[1]} {shown[2]}");
        Assert.Equal(turned ? [new("village", 1, 1, 2), new("village", 2, 2, 1)] : Array.Empty<PlaceChange>(), other.Changes);
    }

    [Fact]
    public void A_change_crosses_where_an_award_is_won_or_lost()
    {
        Assert.True(new PlaceChange("g", 1, 3, 4).Crosses(awards: 3));
        Assert.True(new PlaceChange("g", 1, 4, 3).Crosses(awards: 3));
        Assert.False(new PlaceChange("g", 1, 1, 3).Crosses(awards: 3));
        Assert.False(new PlaceChange("g", 1, 4, 5).Crosses(awards: 3));
    }
}
