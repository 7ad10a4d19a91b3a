namespace Voting.Server.Log;

/// <summary>Section <c>Log</c>.</summary>
public sealed class LogOptions
{
    /// <summary>
    /// Host (and path) under which the logs are published, without a scheme; <c>{Origin}/log/{slug}</c> names a contest's log
    /// in every checkpoint. It is fixed for a contest when the contest is created.
    /// </summary>
    public string Origin { get; set; } = "localhost:5080";

    /// <summary>
    /// Witnesses that are asked to cosign every checkpoint: each an address and, behind a space, the witness's verifier key
    /// (<c>https://witness.example name+id+key</c>). The address is the one in front of <c>/add-checkpoint</c>.
    /// </summary>
    public IList<string> Witnesses { get; set; } = [];
}
