using Voting.Rules.Contests;
using Voting.Server.Ballots;
using Voting.Server.Contests;

namespace Voting.Server.Voters;

/// <summary>Codes on paper: made in batches, shown once, each exactly one voter whoever holds it.</summary>
public sealed class PrintedCodes(VoterCodeStore store, VoterTags tags, VoterLimitStore limits, VoterPass pass, TimeProvider clock)
{
    public const int MostOfABatch = 2000;
    public const int LongestLabel = 60;
    private const int MostOfAContest = 200_000;
    private const int MostWrongAnHour = 60;

    public Task<IReadOnlyList<CodeBatch>> ReadAsync(Contest contest) => store.ReadAsync(contest.Id);

    /// <returns>The codes, once; or the problem's code.</returns>
    public async Task<(IReadOnlyList<string>? Codes, string? Problem)> MakeAsync(Contest contest, int count, string? typedLabel)
    {
        var label = (typedLabel ?? "").Trim();
        if (!contest.Rules.Channels.Contains(VoterChannels.Code))
            return (null, "channel-not-accepted");
        if (contest.Phase > ContestPhase.Voting)
            return (null, "wrong-phase");
        if (count is < 1 or > MostOfABatch || label.Length is 0 or > LongestLabel || label.Any(char.IsControl))
            return (null, "invalid-codes");
        var codes = Enumerable.Range(0, count).Select(_ => VoterCode.New()).Distinct().ToList();
        return await store.AddAsync(contest.Id, label, [.. codes.Select(code => HashOf(contest, code))], MostOfAContest, Now)
            ? (codes, null)
            : (null, "label-taken");
    }

    public Task<int> RevokeAsync(Contest contest, string label) => store.RevokeAsync(contest.Id, label.Trim(), Now);

    /// <returns>The problem's code; null when the browser has the code's pass.</returns>
    public async Task<string?> EnterAsync(HttpContext http, Contest contest, string? typed)
    {
        if (!contest.Rules.Channels.Contains(VoterChannels.Code))
            return "channel-not-accepted";
        if (contest.Phase > ContestPhase.Voting)
            return "voting-closed";
        // What has not even the form of a code costs nothing: nobody guesses with it.
        if (VoterCode.Read(typed) is not { } code)
            return "wrong-voter-code";
        var wrong = new VoterLimit(
            tags.Of("code/wrong", AddressPrefix.Of(http.Connection.RemoteIpAddress).ToString()), MostWrongAnHour, TimeSpan.FromHours(1));
        if (await limits.IsUsedUpAsync(wrong, clock.GetUtcNow()))
            return "too-many-tries";
        if (!await store.UseAsync(contest.Id, HashOf(contest, code), Now))
        {
            await limits.TakeAsync(wrong, clock.GetUtcNow());
            return "wrong-voter-code";
        }

        pass.Issue(http, contest, VoterChannels.Code, $"{contest.Slug}/{code}");
        return null;
    }

    private byte[] HashOf(Contest contest, string code) => tags.Of("code", contest.Slug, code);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
