using System.Diagnostics;
using System.Net;

namespace Voting.Server.Tests.App;

/// <summary>Waiting, and what a voting page does about "busy".</summary>
public static class Patient
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static Task<Answer> CastUntilHeardAsync(this Voter voter, params int[] entries) =>
        voter.CastUntilHeardAsync(entries, Voter.NewKey());

    /// <summary>The same ballot under the same key, until it is heard how it ended.</summary>
    public static async Task<Answer> CastUntilHeardAsync(this Voter voter, int[] entries, string key)
    {
        var began = Stopwatch.GetTimestamp();
        var answer = await voter.CastAsync(entries, key);
        while (answer.Code == "busy")
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Longest, $"Busy for {Stopwatch.GetElapsedTime(began)}.");
            await Task.Delay(Pause);
            answer = await voter.CastAsync(entries, key);
        }

        return answer;
    }

    /// <summary>Until a server on which others act knows that a contest is open.</summary>
    public static async Task KnownOpenAsync(this ContestUnderTest contest)
    {
        var began = Stopwatch.GetTimestamp();
        for (var answer = await contest.LeaderboardAsync(); answer.Status != HttpStatusCode.OK || answer["phase"].GetString() != "voting"; answer = await contest.LeaderboardAsync())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Longest, answer.Text);
            await Task.Delay(Pause);
        }
    }

    /// <summary>Until it says that it can record ballots.</summary>
    public static async Task ReadyAsync(this VotingApp app, TimeSpan? longest = null)
    {
        using var http = app.NewClient();
        var began = Stopwatch.GetTimestamp();
        while (!(await http.GetAsync("/health/ready")).IsSuccessStatusCode)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < (longest ?? Longest), $"Not ready for {Stopwatch.GetElapsedTime(began)}.");
            await Task.Delay(Pause);
        }
    }
}
