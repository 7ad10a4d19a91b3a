using System.Net;
using System.Text;
using Voting.Server.Http;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>
/// Bad requests by the hundred at every endpoint: no fault of the server, every refusal a problem with a known code, and
/// nothing changed by what was refused.
/// </summary>
public sealed class MutationTests(VotingApp app) : IClassFixture<VotingApp>
{
    public static TheoryData<string> Endpoints => [.. Mutations.Endpoints];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task No_bad_request_is_a_fault_or_changes_anything(string endpoint)
    {
        var contest = await app.OpenContestAsync();
        var draft = new ContestUnderTest(app, new Draft());
        await draft.CreateAsync();
        await contest.NewVoter().CastAsync(1, 2);
        var organizer = await app.OrganizerAsync();
        var voter = contest.NewVoter();
        await voter.StandingAsync();

        var mutations = Mutations.Of(endpoint, contest, draft).ToList();
        Assert.True(mutations.Count >= 100, $"Only {mutations.Count} mutations.");
        var wrong = new List<string>();
        var before = await StateAsync(contest);
        foreach (var mutation in mutations)
        {
            using var request = mutation.Build();
            if (endpoint == "POST session")
                request.Headers.Add(VotingApp.AddressHeader, NextAddress());
            var client = endpoint.Contains("organizer", StringComparison.Ordinal) ? organizer : voter.Http;
            var answer = await Answer.Of(client.SendAsync(request));
            var after = await StateAsync(contest);
            if (Judge(mutation, answer, unchanged: before == after) is { } fault)
                wrong.Add($"{mutation.Name}: {fault}");
            before = after;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_body_larger_than_the_limit_is_refused_with_and_without_a_length()
    {
        var contest = await app.OpenContestAsync();
        foreach (var chunked in new[] { false, true })
        {
            var spaces = new string(' ', RequestBody.BallotLimit);
            using var request = Mutations.Ballot(contest, Encoding.UTF8.GetBytes("{\"entries\":[1]}" + spaces));
            request.Headers.TransferEncodingChunked = chunked;
            (await Answer.Of(app.NewClient().SendAsync(request))).Is(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        }

        using var largest = Mutations.Ballot(contest, Encoding.UTF8.GetBytes("{\"entries\":[1]}".PadRight(RequestBody.BallotLimit)));
        (await Answer.Of(app.NewClient().SendAsync(largest))).Is(HttpStatusCode.Created);
    }

    private static string? Judge(Mutation mutation, Answer answer, bool unchanged)
    {
        var status = (int)answer.Status;
        if (status >= 500)
            return $"fault {status}: {answer.Text}";
        if (status < 400)
            return mutation.MayPass ? null : $"passed with {status}";
        if (answer.Code is not { } code || !Problems.Codes.Contains(code) || Problems.StatusOf(code) != status)
            return $"{status} is no known problem: {answer.ContentType} {answer.Text}";
        if (string.IsNullOrWhiteSpace(answer["title"].GetString()) || string.IsNullOrWhiteSpace(answer["detail"].GetString()))
            return "a problem without words";
        return unchanged ? null : $"refused as {code}, and yet something changed";
    }

    /// <summary>Row counts of every table but sessions, and the board's version.</summary>
    private async Task<string> StateAsync(ContestUnderTest contest)
    {
        await using var database = app.OpenDatabase();
        var counts = new StringBuilder((await contest.LeaderboardAsync()).Headers.ETag!.Tag);
        using var tables = database.CreateCommand();
        tables.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('sessions', 'sqlite_sequence')";
        using var names = tables.ExecuteReader();
        while (names.Read())
        {
            using var count = database.CreateCommand();
            count.CommandText = $"SELECT count(*) FROM \"{names.GetString(0)}\"";
            counts.Append($" {names.GetString(0)}={count.ExecuteScalar()}");
        }

        return counts.ToString();
    }

    private int _addresses;

    private string NextAddress() => $"10.1.{++_addresses / 200}.{_addresses % 200}";
}
