using System.Security.Cryptography;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Voting.Rules.Contests;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Telemetry;

namespace Voting.Server.Voters;

/// <summary>
/// A phone number becomes a voter: a code is sent to it, and whoever types that code in the same browser has its pass. The number is
/// neither stored nor logged; keyed tags stand for it, and its code is kept as a keyed hash.
/// </summary>
public sealed class VerifyPhone(
    PhoneNumbers numbers, PhoneCodeStore codes, VoterTags tags, VoterLimitStore limits, VoterPass pass, VoterLinks links, FrictionGate gate, ISmsGateway gateway,
    IOptions<SmsOptions> options, IStringLocalizer<Texts> texts, VotingMetrics metrics, TimeProvider clock, ILogger<VerifyPhone> logger)
{
    public const int CodeLength = 6;
    private const int MostADay = 5;
    private const int MostTriesAnHour = 120;

    /// <summary>So many messages an hour an address asks for before the next ones cost work: a household, not a script.</summary>
    private const int FreeOfWork = 3;
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private VoterLimit OfDay => new(tags.Of("sms/all"), options.Value.DailyLimit, Day);

    /// <summary>Messages sent today in all, and how many there may be.</summary>
    public async Task<(long Sent, long Most)> SpentAsync() => (await limits.UsedAsync(OfDay, clock.GetUtcNow()), options.Value.DailyLimit);

    /// <summary>
    /// Asks for a code. The answer to a number that gets messages is always the same, whether it has just had one, has had all of
    /// its day's, or is known here.
    /// </summary>
    /// <param name="solution">Of a challenge that was asked for before; see <see cref="FrictionGate.AskAsync"/>.</param>
    /// <returns>The problem's code; null when a message is on its way, or may be.</returns>
    public async Task<PhoneAsked> AskAsync(HttpContext http, Contest contest, string? typed, string solution)
    {
        if (Refusal(contest) is { } closed)
            return new(closed);
        if (numbers.Read(typed) is not { } phone)
            return new("invalid-phone");
        var device = pass.DeviceOf(http);
        var now = clock.GetUtcNow();
        var address = AddressPrefix.Of(http.Connection.RemoteIpAddress);
        var ofAddress = new VoterLimit(tags.Of("sms/address", address.ToString()), options.Value.AddressLimit, Hour);

        // 1. Friction: an address that has asked for some messages works for the next, before anything is spent.
        if (await limits.UsedAsync(ofAddress, now) >= FreeOfWork)
        {
            var scope = new ChallengeScope(contest.Slug, ChallengeScope.Sms, device);
            var voter = new VoterIdentity(VoterChannels.Device, device, now, device);
            var act = $"{Convert.ToHexStringLower(TagOf(phone))}/{now.ToUnixTimeSeconds() / 60}";
            if (await gate.AskAsync(scope, voter, address, act, solution) is { } challenge)
                return new("challenge-required", challenge);
        }

        // 2. The budgets of the phone, of the address and of the day, all in one step with the code that they pay for.
        var code = RandomNumberGenerator.GetString("0123456789", CodeLength);
        var (tag, hash) = (TagOf(phone), HashOf(phone, code, device));
        var ofPhone = new VoterLimit(tags.Of("sms/phone", phone.International), MostADay, Day, Pause);
        switch (await codes.PutAsync(contest.Id, tag, hash, now + CodeLifetime, now, ofPhone, ofAddress, OfDay))
        {
            case SmsBudget.PhoneUsedUp:
                metrics.MessageEnded("not-again");
                return new(null);
            case SmsBudget.AddressUsedUp:
                metrics.MessageEnded("address-limit");
                return new("too-many-messages");
            case SmsBudget.DayUsedUp:
                metrics.MessageEnded("day-limit");
                logger.LogError(
                    "All {Limit} messages of today are sent (Voters:Sms:DailyLimit): nobody can be known by phone until midnight UTC. "
                    + "Look at who asks for them before you raise it.", options.Value.DailyLimit);
                return new("messages-used-up");
        }

        // 3. The message. Where it is not known whether it left, the code stays good: it may arrive.
        var text = texts["sms.text", code, (int)CodeLifetime.TotalMinutes, contest.Title].Value;
        var outcome = await gateway.SendAsync(phone, code, text);
        metrics.MessageEnded(outcome switch { SmsOutcome.Sent => "sent", SmsOutcome.Unknown => "unknown", _ => "failed" });
        if (outcome is SmsOutcome.Sent or SmsOutcome.Unknown)
            return new(null);
        await codes.TakeBackAsync(contest.Id, tag, hash, now, ofPhone);
        return new("message-not-sent");
    }

    /// <summary>The code that came: five tries, in the browser that asked for it.</summary>
    /// <returns>The problem's code; null when the browser has the phone's pass.</returns>
    public async Task<string?> ConfirmAsync(HttpContext http, Contest contest, string? typed, string? code)
    {
        if (Refusal(contest) is { } closed)
            return closed;
        if (numbers.Read(typed) is not { } phone)
            return "invalid-phone";
        var digits = DigitsOf(code);
        var device = pass.DeviceOf(http);
        if (digits.Length != CodeLength)
            return "wrong-sms-code";
        var tries = new VoterLimit(
            tags.Of("sms/tries", AddressPrefix.Of(http.Connection.RemoteIpAddress).ToString()), MostTriesAnHour, Hour);
        if (await limits.IsUsedUpAsync(tries, clock.GetUtcNow()))
            return "too-many-tries";
        if (!await codes.TryAsync(contest.Id, TagOf(phone), HashOf(phone, digits, device), clock.GetUtcNow()))
        {
            await limits.TakeAsync(tries, clock.GetUtcNow());
            return "wrong-sms-code";
        }

        await links.JoinAsync(contest, pass.Issue(http, contest, VoterChannels.Phone, phone.International));
        return null;
    }

    private string? Refusal(Contest contest) =>
        !contest.Rules.Channels.Contains(VoterChannels.Phone) ? "channel-not-accepted"
        : contest.Phase > ContestPhase.Voting ? "voting-closed"
        : gateway.IsReady ? null
        : "messages-unavailable";

    private byte[] TagOf(PhoneNumber phone) => tags.Of("phone", phone.International);

    private byte[] HashOf(PhoneNumber phone, string code, string device) => tags.Of("phone-code", phone.International, code, device);

    private static string DigitsOf(string? code)
    {
        if (code is null or { Length: > 40 } || code.Any(char.IsSurrogate))
            return "";
        return string.Concat(code.Normalize(System.Text.NormalizationForm.FormKC).Where(char.IsAsciiDigit));
    }
}

/// <summary>How asking for a code ended.</summary>
/// <param name="Problem">The problem's code; null when a message is on its way, or may be.</param>
/// <param name="Challenge">To be solved first.</param>
public sealed record PhoneAsked(string? Problem, Challenge? Challenge = null);
