namespace Voting.Verify;

/// <summary>What was published does not hold.</summary>
/// <param name="reason">A stable name, such as <c>root-mismatch</c>.</param>
/// <param name="meaning">For people: what was expected, and what is there.</param>
public sealed class RefusedException(string reason, string meaning) : Exception($"{reason}: {meaning}")
{
    public string Reason => reason;
}
