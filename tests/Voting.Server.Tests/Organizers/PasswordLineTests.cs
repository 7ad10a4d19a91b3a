using System.Net;
using Voting.Server.Ballots;
using Voting.Server.Organizers;

namespace Voting.Server.Tests.Organizers;

/// <summary>Whoever guesses passwords from a whole network of addresses must not keep the organizer out.</summary>
public sealed class PasswordLineTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("2001:db8:1:{0:x}::1", "2001:db8:2:1::1")]
    [InlineData("203.0.113.{0}", "198.51.100.1")]
    public async Task A_flood_out_of_one_network_is_one_in_the_line(string flood, string organizer)
    {
        var line = new PasswordLine();
        Assert.True(await line.EnterAsync(AddressOf(flood, 0), Long));
        var attempts = Enumerable.Range(0, 250).Select(i => line.EnterAsync(AddressOf(flood, i), Long)).ToList();
        var guest = line.EnterAsync(AddressOf(organizer, 0), Long);

        // At most twenty of them wait; the others are sent away at once.
        var waiting = attempts.Where(attempt => !attempt.IsCompleted).ToList();
        Assert.Equal(20, waiting.Count);
        Assert.All(await Task.WhenAll(attempts.Except(waiting)), Assert.False);
        Assert.False(guest.IsCompleted);
        line.Leave();
        line.Leave();
        Assert.True(await guest.WaitAsync(Long));
        await Task.WhenAny(waiting);
        Assert.Equal(19, waiting.Count(attempt => !attempt.IsCompleted));
    }

    [Fact]
    public async Task Who_gave_up_is_passed_over_and_the_line_goes_on()
    {
        var line = new PasswordLine();
        Assert.True(await line.EnterAsync(default, Long));
        Assert.False(await line.EnterAsync(AddressOf("203.0.113.{0}", 1), TimeSpan.FromMilliseconds(1)));
        var patient = line.EnterAsync(AddressOf("203.0.113.{0}", 2), Long);
        line.Leave();
        Assert.True(await patient.WaitAsync(Long));
        line.Leave();
        Assert.True(await line.EnterAsync(default, TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task One_at_a_time_whoever_comes_and_goes()
    {
        var line = new PasswordLine();
        var (inside, most, entered) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(async () =>
        {
            if (!await line.EnterAsync(AddressOf("10.{0}.1.1", i % 200), i % 7 == 0 ? TimeSpan.FromMilliseconds(1) : Long))
                return;
            most = Math.Max(most, Interlocked.Increment(ref inside));
            entered++;
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            line.Leave();
        })));

        Assert.Equal(1, most);
        Assert.InRange(entered, 300, 400);
        Assert.True(await line.EnterAsync(default, TimeSpan.FromMilliseconds(1)));
    }

    private static AddressPrefix AddressOf(string pattern, int i) => AddressPrefix.Of(IPAddress.Parse(string.Format(null, pattern, i)));
}
