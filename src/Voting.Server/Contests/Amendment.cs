using System.Security.Cryptography;
using Voting.Rules.Contests;

namespace Voting.Server.Contests;

/// <summary>One change of the sealed rules, as everybody may see it.</summary>
/// <param name="Size">Of the log behind its leaf.</param>
/// <param name="Actor">The actor's pseudonym, as in the leaf.</param>
/// <param name="OldFile">The bytes of <c>rules.json</c> until then.</param>
/// <param name="NewFile">And from then on.</param>
public sealed record Amendment(long Size, DateTimeOffset At, string Reason, string Actor, byte[] OldFile, byte[] NewFile)
{
    public string OldHash { get; } = Convert.ToHexStringLower(SHA256.HashData(OldFile));

    public string NewHash { get; } = Convert.ToHexStringLower(SHA256.HashData(NewFile));

    public IReadOnlyList<RuleChange> Changes { get; } = RuleChange.Between(OldFile, NewFile);
}
