namespace Voting.Server.Voters;

/// <summary>What became of a message.</summary>
public enum SmsOutcome
{
    Sent,

    /// <summary>It certainly does not arrive.</summary>
    Refused,

    /// <summary>No answer in time, or half of one: it may arrive.</summary>
    Unknown,

    /// <summary>There is no gateway to send it.</summary>
    NoGateway,
}

/// <summary>Takes a code to a phone.</summary>
public interface ISmsGateway
{
    /// <summary>Whether messages can be sent at all.</summary>
    bool IsReady { get; }

    /// <param name="text">The whole message, in the voter's language.</param>
    Task<SmsOutcome> SendAsync(PhoneNumber phone, string code, string text);
}
