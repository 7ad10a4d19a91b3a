using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Voting.Server.Ballots;
using Voting.Server.Storage;
using Voting.Server.Telemetry;

namespace Voting.Server.Voters;

/// <summary>What a challenge is for: its solution is good for nothing else.</summary>
/// <param name="Slug">The contest.</param>
/// <param name="Purpose"><see cref="Ballot"/>, <see cref="Sms"/>.</param>
/// <param name="Session">The browser's device id; never sent, only its keyed hash is.</param>
public sealed record ChallengeScope(string Slug, string Purpose, string Session)
{
    public const string Ballot = "ballot";
    public const string Sms = "sms";

    public static ChallengeScope ForBallot(string slug, VoterIdentity voter) =>
        new(slug, Ballot, SessionOf(voter));

    /// <summary>The browser where it is known; else the voter.</summary>
    public static string SessionOf(VoterIdentity voter) => voter.Device.Length > 0 ? voter.Device : $"{voter.Channel}:{voter.Subject}";
}

public enum SolutionVerdict
{
    Right,

    /// <summary>Not a solution of a challenge from here for this scope: nobody honest sends it.</summary>
    Wrong,

    /// <summary>Too late, or issued before a restart after which nobody knows what was used.</summary>
    Expired,

    /// <summary>Right, and used for something else before.</summary>
    Spent,
}

/// <summary>
/// Issues and verifies proofs of work (ALTCHA v2, PBKDF2 with SHA-256). Servers that share the key folder accept each
/// other's challenges; nothing is kept of a challenge until a right solution uses it up.
/// </summary>
public sealed class Challenges
{
    public const int MostLevel = 4;

    private const string ContestMember = "c";
    private const string PurposeMember = "p";
    private const string SessionMember = "s";
    private const string LifeMember = "l";

    /// <summary>Work by level, in units of the configured cost: 16, 64, 256, 1024 derivations' worth on average.</summary>
    private static readonly (int CostFactor, string Prefix)[] Levels = [(1, "0"), (4, "0"), (1, "00"), (4, "00")];

    private readonly byte[] _secret;
    private readonly ChallengeOptions _options;
    private readonly ISpentChallenges _spent;
    private readonly string _life;
    private readonly VotingMetrics _metrics;
    private readonly TimeProvider _clock;

    public Challenges(
        KeyFolder folder, IOptions<ChallengeOptions> options, ISpentChallenges spent, VotingMetrics metrics, TimeProvider clock)
    {
        _secret = HMACSHA256.HashData(folder.GetOrCreateSecret(VoterPass.FileName), "challenge/v1\0"u8.ToArray());
        _life = Convert.ToHexStringLower(spent.Life);
        (_options, _spent, _metrics, _clock) = (options.Value, spent, metrics, clock);
    }

    /// <param name="level">1 to <see cref="MostLevel"/>; each is four times the work of the one before.</param>
    public Challenge Issue(ChallengeScope scope, int level)
    {
        var (factor, prefix) = Levels[level - 1];
        _metrics.ChallengeEnded("asked");
        return Challenge.Sign(
            new ChallengeParameters(
                ChallengeParameters.Pbkdf2, _options.Cost * factor, DataOf(scope),
                (_clock.GetUtcNow() + _options.Lifetime).ToUnixTimeSeconds(), ChallengeParameters.DerivedLength, prefix, RandomHex(),
                RandomHex()),
            _secret);
    }

    /// <param name="payload">As it came.</param>
    /// <param name="act">What it is used for, e.g. the ballot's Idempotency-Key: the same act may come again with it.</param>
    /// <exception cref="StorageAwayException">It is right, and nobody knows now whether it has been used.</exception>
    public async ValueTask<SolutionVerdict> VerifyAsync(string payload, ChallengeScope scope, string act)
    {
        var verdict = await JudgeAsync(payload, scope, act);
        _metrics.ChallengeEnded(verdict == SolutionVerdict.Right ? "solved" : "refused");
        return verdict;
    }

    /// <summary>What costs nothing comes first, the derivation after the signature, the use last: only a right solution uses up.</summary>
    private async ValueTask<SolutionVerdict> JudgeAsync(string payload, ChallengeScope scope, string act)
    {
        if (ChallengeSolution.TryParse(payload) is not var (challenge, solution) || !challenge.IsSignedBy(_secret))
            return SolutionVerdict.Wrong;
        var parameters = challenge.Parameters;
        if (!IsOf(parameters, scope))
            return SolutionVerdict.Wrong;
        var expires = DateTimeOffset.FromUnixTimeSeconds(parameters.ExpiresAt!.Value);
        if (expires <= _clock.GetUtcNow() || parameters.Data!.GetValueOrDefault(LifeMember, "") != _life)
            return SolutionVerdict.Expired;
        if (!parameters.IsSolvedBy(solution.DerivedKey)
            || !CryptographicOperations.FixedTimeEquals(parameters.Derive(solution.Counter), Convert.FromHexString(solution.DerivedKey)))
            return SolutionVerdict.Wrong;

        var id = SHA256.HashData(Encoding.ASCII.GetBytes(challenge.Signature))[..16];
        return await _spent.SpendAsync(id, SHA256.HashData(Encoding.UTF8.GetBytes(act))[..8], expires)
            ? SolutionVerdict.Right
            : SolutionVerdict.Spent;
    }

    private bool IsOf(ChallengeParameters parameters, ChallengeScope scope) =>
        parameters.Data is { } data && BindingOf(scope).All(pair => data.GetValueOrDefault(pair.Key) == pair.Value);

    private Dictionary<string, string> DataOf(ChallengeScope scope)
    {
        var data = BindingOf(scope);
        if (_life.Length > 0)
            data[LifeMember] = _life;
        return data;
    }

    private Dictionary<string, string> BindingOf(ChallengeScope scope) => new()
    {
        [ContestMember] = scope.Slug,
        [PurposeMember] = scope.Purpose,
        [SessionMember] = Convert.ToHexStringLower(
            HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"session/v1\0{scope.Slug}\0{scope.Session}"))[..16]),
    };

    private static string RandomHex() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
