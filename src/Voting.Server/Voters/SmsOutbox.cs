namespace Voting.Server.Voters;

/// <summary>A message that was not sent but kept to be looked at.</summary>
public sealed record KeptMessage(DateTimeOffset At, string Phone, string Code, string Text);

/// <summary>In a demo on one's own machine nothing is sent: the last messages wait on <c>/demo/outbox</c>. Lost with the process.</summary>
public sealed class SmsOutbox(TimeProvider clock) : ISmsGateway
{
    private const int Most = 50;

    private readonly Lock _lock = new();
    private readonly LinkedList<KeptMessage> _messages = [];

    public bool IsReady => true;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<KeptMessage> Messages
    {
        get
        {
            lock (_lock)
                return [.. _messages];
        }
    }

    public Task<SmsOutcome> SendAsync(PhoneNumber phone, string code, string text)
    {
        lock (_lock)
        {
            _messages.AddFirst(new KeptMessage(clock.GetUtcNow(), phone.International, code, text));
            if (_messages.Count > Most)
                _messages.RemoveLast();
        }

        return Task.FromResult(SmsOutcome.Sent);
    }
}
