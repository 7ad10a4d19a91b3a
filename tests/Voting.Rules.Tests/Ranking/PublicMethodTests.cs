using System.Globalization;
using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

/// <summary>Every public method by hand: votes and the P they give, in the order of the votes.</summary>
public sealed class PublicMethodTests
{
    [Theory]
    [InlineData("200000 150000 0", "100 75 0")] // 100·150/200
    [InlineData("3 1", "100 100/3")]
    public void Max_is_the_share_of_the_most_votes(string votes, string scores) => Assert.Equal(scores, Score("max", votes));

    [Theory]
    [InlineData("50 30 20", "50 30 20")] // of 100 votes
    [InlineData("4 1 1", "200/3 50/3 50/3")] // 100·4/6, 100·1/6
    [InlineData("1 0", "100 0")]
    public void Share_is_the_share_of_all_votes(string votes, string scores) => Assert.Equal(scores, Score("share", votes));

    [Theory]
    [InlineData("900 40 39 1", "100 200/3 100/3 0")] // places 1 2 3 4 of 4: 100·(4-r)/3
    [InlineData("1 3 5 9 9", "0 25 50 175/2 175/2")] // the two first share 1.5: 100·3.5/4 = 87.5
    [InlineData("9 7 7 7 1", "100 50 50 50 0")] // 2, 3 and 4 share 3
    [InlineData("5 5 5", "50 50 50")] // all share 2 of 3
    public void Rank_is_the_place_in_equal_steps(string votes, string scores) => Assert.Equal(scores, Score("rank", votes));

    [Theory]
    [InlineData("40 10 20", "100 0 100/3")] // 100·(20-10)/(40-10)
    [InlineData("7 7", "50 50")] // no spread: the middle
    public void Minmax_goes_from_the_fewest_to_the_most(string votes, string scores) => Assert.Equal(scores, Score("minmax", votes));

    [Theory]
    [InlineData("100 25 1 0", "100 50 10 0")] // roots 10, 5, 1, 0
    [InlineData("2 1", "100 70.710678118655")] // 100·√½ = 70.71067811865475…
    [InlineData("3 1 2", "100 57.735026918963 81.649658092773")] // 57.7350269189625…, 81.6496580927726…
    public void Sqrt_is_the_share_of_the_largest_root(string votes, string scores) => Assert.Equal(scores, Score("sqrt", votes));

    [Theory]
    [InlineData("3 1 0", "100 50 0")] // ln 4, ln 2, ln 1
    [InlineData("999 9 99", "100 33.333333333333 66.666666666667")] // ln 1000, ln 10, ln 100
    [InlineData("2 1", "100 63.092975357146")] // ln 2 / ln 3 = 0.630929753571457437…
    [InlineData("1000000 200000", "100 88.350529723828")] // ln 200001 / ln 1000001
    public void Log_is_the_share_of_the_largest_logarithm(string votes, string scores) => Assert.Equal(scores, Score("log", votes));

    [Theory]
    [InlineData("2 4 4 4 5 5 7 9", "35 45 45 45 50 50 60 70")] // mean 5; squares 9+1+1+1+0+0+4+16 = 32, σ = √(32/8) = 2
    [InlineData("0 0 3", "42.92893218813 42.92893218813 64.14213562373")] // mean 1, σ = √2: z = -0.707106781187, 1.414213562373
    [InlineData("6 6 6", "50 50 50")] // no spread: the mean
    public void Tscore_is_ten_points_a_standard_deviation_around_fifty(string votes, string scores) =>
        Assert.Equal(scores, Score("tscore", votes));

    [Fact]
    public void One_far_ahead_of_many_has_more_than_a_hundred_by_tscore()
    {
        // 36 of 0 and one of 37: mean 1, σ = √((36·1 + 36²)/37) = 6, z = 36/6 = 6
        Assert.Equal("110", Score("tscore", "37 " + string.Join(' ', Enumerable.Repeat("0", 36))).Split(' ')[0]);
    }

    [Fact]
    public void No_votes_at_all_are_zero_by_every_method() =>
        Assert.All(PublicMethods.Known, method => Assert.Equal("0 0 0", Score(method, "0 0 0")));

    [Fact]
    public void A_lone_entry_has_a_hundred_with_its_first_vote_by_every_method() =>
        Assert.All(PublicMethods.Known, method => Assert.Equal(("100", "0"), (Score(method, "1"), Score(method, "0"))));

    [Fact]
    public void No_entries_have_no_scores() =>
        Assert.All(PublicMethods.Known, method => Assert.Empty(PublicMethods.Score(method, [])));

    [Fact]
    public void More_votes_than_there_are_people_stay_exact() =>
        Assert.All(PublicMethods.Known, method =>
        {
            var scores = PublicMethods.Score(method, [long.MaxValue, long.MaxValue - 1, 0]);
            Assert.True(scores[0] >= scores[1] && scores[1] > scores[2]);
        });

    /// <summary>Short fractions as they are, others as the decimals they were rounded to.</summary>
    private static string Score(string method, string votes) => string.Join(' ', PublicMethods
        .Score(method, [.. votes.Split(' ').Select(v => long.Parse(v, CultureInfo.InvariantCulture))])
        .Select(score => score.ToString() is { Length: < 8 } exact ? exact : score.Round(12).ToString("0.############", CultureInfo.InvariantCulture)));
}
