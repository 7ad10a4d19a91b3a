namespace Voting.Server.Tests.App;

/// <summary>A clock that stands still until a test moves it. Timers fire in real time, as periodic work does not wait for tests.</summary>
public sealed class TestClock : TimeProvider
{
    /// <summary>Ten in the morning in Shanghai.</summary>
    public static readonly DateTimeOffset Start = new(2023, 11, 6, 2, 0, 0, TimeSpan.Zero);

    private long _ticks = Start.Ticks;

    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _ticks, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
