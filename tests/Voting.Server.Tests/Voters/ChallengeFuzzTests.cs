using System.Net;
using System.Security.Cryptography;
using Voting.Server.Tests.App;
using Voting.Server.Voters;

namespace Voting.Server.Tests.Voters;

/// <summary>Whatever comes in the header is no fault: a solution, or none.</summary>
public sealed class ChallengeFuzzTests
{
    private static readonly string Payload = Solver.Payload(
        Challenge.Sign(
            new ChallengeParameters(
                ChallengeParameters.Pbkdf2, 10, new Dictionary<string, string> { ["c"] = "a", ["p"] = "ballot", ["s"] = "00" }, 1893456000, 32,
                "0", new string('1', 32), new string('2', 32)),
            "key"u8.ToArray()),
        3, new string('0', 64));

    [Fact]
    public void Ten_thousand_mutations_are_read_as_a_solution_or_as_nothing()
    {
        Assert.NotNull(ChallengeSolution.TryParse(Payload));
        var read = 0;
        for (var i = 0; i < 10_000; i++)
            read += ChallengeSolution.TryParse(Mutate(i)) is null ? 0 : 1;
        // Some change a digit only; most are nothing.
        Assert.InRange(read, 1, 5_000);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("""{"challenge":null,"solution":null}""")]
    [InlineData("""{"challenge":{"parameters":null,"signature":null},"solution":{"counter":0,"derivedKey":null}}""")]
    [InlineData("""{"challenge":{"parameters":{},"signature":"\ud800"},"solution":{"counter":0,"derivedKey":"\udfff"}}""")]
    [InlineData("[[[[[[[[[[[[[[[[")]
    [InlineData("""{"challenge":{},"challenge":{}}""")]
    [InlineData("""{"test":true,"challenge":null,"solution":null}""")]
    public void No_shape_of_JSON_is_a_fault(string json) => Assert.Null(ChallengeSolution.TryParse(Solver.Encode(json)));

    [Fact]
    public async Task A_ballot_with_anything_in_its_header_is_answered()
    {
        await using var app = await VotingApp.StartAsync(("Voters:Challenge:Mode", "always"), ("Voters:Challenge:Cost", "1"));
        var contest = await app.OpenContestAsync();
        var voter = contest.NewVoter();
        var tried = Enumerable.Range(0, 200).Select(Mutate)
            .Concat([new string('A', 12_000), "\u00e9", "=", "%00", "a,b", new string(' ', 500), "{}"]);
        foreach (var header in tried)
        {
            var answer = await voter.CastAsync([1], Voter.NewKey(), header);
            Assert.True(answer.Status == HttpStatusCode.Forbidden || (int)answer.Status is >= 400 and < 500, $"{header}: {answer.Status}");
        }

        Assert.Empty((await contest.CheckLedgerAsync()).Ballots);
    }

    /// <summary>The <paramref name="turn"/>-th mutation, the same in every run.</summary>
    private static string Mutate(int turn)
    {
        var dice = SHA256.HashData(BitConverter.GetBytes(turn));
        var bytes = Convert.FromBase64String(Payload);
        for (var change = 0; change <= dice[0] % 3; change++)
        {
            var at = (dice[4 * change + 1] * 256 + dice[4 * change + 2]) % bytes.Length;
            switch (dice[4 * change + 3] % 4)
            {
                case 0:
                    bytes[at] = dice[4 * change + 4];
                    break;
                case 1:
                    bytes = [.. bytes.AsSpan(0, at), 0];
                    break;
                case 2:
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(Math.Min(bytes.Length, at + dice[4 * change + 4]))];
                    break;
                default:
                    bytes[at] = (byte)"{}[]\",:\\0e-."[dice[4 * change + 4] % 12];
                    break;
            }

            if (bytes.Length == 0)
                break;
        }

        var text = Convert.ToBase64String(bytes);
        return dice[20] % 5 == 0 ? text[..(dice[21] % (text.Length + 1))] : text;
    }
}
