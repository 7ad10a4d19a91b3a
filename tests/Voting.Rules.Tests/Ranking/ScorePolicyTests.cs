using System.Text.Json;
using Voting.Rules.Ranking;

namespace Voting.Rules.Tests.Ranking;

public sealed class ScorePolicyTests
{
    private const string DefaultJson =
        """{"publicWeight":0.8,"expertWeight":0.2,"public":"max","expert":"trimmed","expertScale":"raw","scope":"group","ties":["score","votes","expert","criterion","decision","joint"]}""";

    [Fact]
    public void The_default_is_eighty_to_twenty_and_has_no_problems()
    {
        Assert.Empty(ScorePolicy.Default.Validate());
        Assert.Equal(DefaultJson, JsonSerializer.Serialize(ScorePolicy.Default, JsonSerializerOptions.Web));
    }

    [Fact]
    public void A_policy_read_back_from_its_json_is_the_same_policy()
    {
        var policy = new ScorePolicy { PublicWeight = 0.7m, ExpertWeight = 0.3m, Expert = "mean", Scope = "contest", Ties = ["score", "expert", "joint"] };

        var back = JsonSerializer.Deserialize<ScorePolicy>(JsonSerializer.Serialize(policy, JsonSerializerOptions.Web), JsonSerializerOptions.Web);

        Assert.Equal(policy, back);
        Assert.Equal(policy.GetHashCode(), back!.GetHashCode());
        Assert.NotEqual(policy, policy with { Ties = ["score", "votes", "joint"] });
    }

    [Fact]
    public void What_the_json_leaves_out_keeps_its_default() =>
        Assert.Equal(
            ScorePolicy.Default with { Expert = "mean" },
            JsonSerializer.Deserialize<ScorePolicy>("""{"expert":"mean"}""", JsonSerializerOptions.Web));

    [Theory]
    [InlineData("0.5", "0.5")]
    [InlineData("1", "0")]
    [InlineData("0", "1")]
    [InlineData("0.3333", "0.6667")]
    [InlineData("0.800000", "0.2")] // zeros behind are not decimals
    public void Weights_that_add_up_to_one_are_good(string publicWeight, string expertWeight) =>
        Assert.Empty(Weights(publicWeight, expertWeight).Validate());

    [Theory]
    [InlineData("0.8", "0.3", "expertWeight")] // 1.1
    [InlineData("0.8", "0.1999", "expertWeight")] // 0.9999
    [InlineData("-0.2", "1.2", "publicWeight,expertWeight")]
    [InlineData("0.33333", "0.66667", "publicWeight,expertWeight")] // five decimals
    [InlineData("79228162514264337593543950335", "0.2", "publicWeight")]
    public void Other_weights_are_named(string publicWeight, string expertWeight, string fields) =>
        Assert.Equal(fields, Fields(Weights(publicWeight, expertWeight)));

    [Fact]
    public void Unknown_names_are_named_with_those_that_are_known()
    {
        var unknown = new ScorePolicy { Public = "best", Expert = "sum", ExpertScale = "log", Scope = "village" };

        Assert.Equal("public,expert,expertScale,scope", Fields(unknown));
        Assert.Equal("'best' is unknown; known are max, share, rank, minmax, sqrt, log, tscore", unknown.Validate()[0].Message);
        Assert.Equal("'sum' is unknown; known are mean, median, trimmed, zscore", unknown.Validate()[1].Message);
        Assert.Equal("'log' is unknown; known are raw, max, minmax, rank, tscore", unknown.Validate()[2].Message);
    }

    [Fact]
    public void Every_combination_of_known_names_is_a_policy() =>
        Assert.All(Given.Policies, policy => Assert.Empty(policy.Validate()));

    [Theory]
    [InlineData("score,joint", 0)]
    [InlineData("score,expert,votes,joint", 0)]
    [InlineData("", 1)]
    [InlineData("votes,score,joint", 1)] // the score comes first
    [InlineData("score,votes", 1)] // and the joint place last
    [InlineData("score,votes,votes,joint", 1)]
    [InlineData("score,earliest,joint", 1)]
    [InlineData("score,luck,luck,votes,votes", 3)]
    public void Tie_steps_are_known_unique_and_go_from_score_to_joint(string ties, int problems)
    {
        var found = new ScorePolicy { Ties = ties.Split(',', StringSplitOptions.RemoveEmptyEntries) }.Validate();

        Assert.Equal(problems, found.Count);
        Assert.All(found, problem => Assert.Equal("ties", problem.Field));
    }

    [Fact]
    public void Nulls_from_json_are_problems_not_crashes()
    {
        var policy = JsonSerializer.Deserialize<ScorePolicy>("""{"public":null,"ties":null}""", JsonSerializerOptions.Web)!;

        Assert.Equal("public,ties", Fields(policy));
    }

    private static ScorePolicy Weights(string publicWeight, string expertWeight) => new()
    {
        PublicWeight = decimal.Parse(publicWeight, System.Globalization.CultureInfo.InvariantCulture),
        ExpertWeight = decimal.Parse(expertWeight, System.Globalization.CultureInfo.InvariantCulture),
    };

    private static string Fields(ScorePolicy policy) => string.Join(',', policy.Validate().Select(p => p.Field));
}
