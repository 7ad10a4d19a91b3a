using System.Text;
using System.Text.Json;
using Voting.Server.Http;
using Voting.Server.Voters;

namespace Voting.Server.Tests.Voters;

/// <summary>Challenges as another implementation of ALTCHA v2 makes and solves them.</summary>
public sealed class ChallengeVectorTests
{
    private static readonly byte[] Secret = "test-key"u8.ToArray();

    private static readonly ChallengeParameters Parameters = new(
        "PBKDF2/SHA-256", 1000, new Dictionary<string, string> { ["c"] = "demo" }, 1893456000, 32, "00",
        "00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100");

    [Fact]
    public void The_signature_and_the_derived_key_are_the_vector_s()
    {
        Assert.Equal("79b79e7362c068679b77dff6d418018498d6ec34cdabc110f2fad7592adaf076", Challenge.Sign(Parameters, Secret).Signature);
        Assert.Equal(
            "0079cd20c658cc4ccd3d59d958bb99c3bc1c4b4777be6a52c5eb3f64f83785ba", Convert.ToHexStringLower(Parameters.Derive(59)));
        Assert.DoesNotContain(
            Enumerable.Range(0, 59), counter => Parameters.IsSolvedBy(Convert.ToHexStringLower(Parameters.Derive((uint)counter))));
    }

    [Fact]
    public void Absent_members_are_left_out_of_what_is_signed()
    {
        var bare = Parameters with { Algorithm = "SHA-256", Cost = 1, Data = null, ExpiresAt = null, KeyPrefix = "0000" };
        Assert.Equal("0c78ad6523e0d5869786f756658494c3287bb0102147452f35760d7d53349960", Challenge.Sign(bare, Secret).Signature);
        Assert.Equal(
            """{"algorithm":"SHA-256","cost":1,"keyLength":32,"keyPrefix":"0000","nonce":"00112233445566778899aabbccddeeff","salt":"ffeeddccbbaa99887766554433221100"}""",
            Encoding.UTF8.GetString(bare.Canonical()));
    }

    [Fact]
    public void What_is_bound_is_signed_in_the_order_of_its_names_whatever_order_it_came_in()
    {
        var one = Parameters with { Data = new Dictionary<string, string> { ["s"] = "1", ["c"] = "2", ["p"] = "3" } };
        var other = Parameters with { Data = new Dictionary<string, string> { ["c"] = "2", ["p"] = "3", ["s"] = "1" } };
        Assert.Equal(Challenge.Sign(one, Secret).Signature, Challenge.Sign(other, Secret).Signature);
        Assert.Contains("""
            "data":{"c":"2","p":"3","s":"1"}
            """.Trim(), Encoding.UTF8.GetString(one.Canonical()));
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("007", true)]
    [InlineData("0079cd20", true)]
    [InlineData("01", false)]
    [InlineData("1", false)]
    public void A_prefix_of_an_odd_number_of_digits_is_a_prefix(string prefix, bool isSolved) =>
        Assert.Equal(isSolved, (Parameters with { KeyPrefix = prefix }).IsSolvedBy("0079cd20c658cc4ccd3d59d958bb99c3bc1c4b4777be6a52c5eb3f64f83785ba"));

    [Fact]
    public void What_other_tools_wrote_is_read()
    {
        var payload = new
        {
            challenge = new { parameters = Parameters, signature = Challenge.Sign(Parameters, Secret).Signature },
            solution = new { counter = 59, derivedKey = "0079cd20c658cc4ccd3d59d958bb99c3bc1c4b4777be6a52c5eb3f64f83785ba", time = 12.5 },
        };
        var text = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(payload, WireJson.Options));
        var read = ChallengeSolution.TryParse(text);
        Assert.Equal(59u, read!.Solution.Counter);
        Assert.True(read.Challenge.IsSignedBy(Secret));
        Assert.False(read.Challenge.IsSignedBy("other-key"u8.ToArray()));
    }
}
