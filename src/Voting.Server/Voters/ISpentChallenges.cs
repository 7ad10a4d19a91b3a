namespace Voting.Server.Voters;

/// <summary>Which challenges have been used up, and for what. Every server that accepts a challenge asks the same one.</summary>
public interface ISpentChallenges
{
    /// <summary>
    /// Uses of challenges are remembered since here: what was issued in another life is not accepted, as its use may be forgotten.
    /// Empty where they outlive the process.
    /// </summary>
    byte[] Life { get; }

    /// <param name="challenge">16 bytes that stand for the challenge.</param>
    /// <param name="act">8 bytes that stand for the act it is used for.</param>
    /// <param name="until">After it nobody accepts the challenge.</param>
    /// <returns>True when this is its first use, or the same act once more.</returns>
    /// <exception cref="Storage.StorageAwayException">Nobody knows now.</exception>
    ValueTask<bool> SpendAsync(byte[] challenge, byte[] act, DateTimeOffset until);
}
