using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Voting.Rules.Ballots;

namespace Voting.Server.Http;

/// <summary>
/// The one table that turns refusals into HTTP (RFC 9457): a stable <c>code</c>, a status, and words in the visitor's
/// language (<c>problem.{code}.title</c> and <c>.detail</c> in <see cref="Texts"/>).
/// </summary>
public sealed class Problems(IStringLocalizer<Texts> texts)
{
    public const string ContentType = "application/problem+json";

    private static readonly Dictionary<string, int> Statuses = new()
    {
        ["contest-not-found"] = 404,
        ["voting-not-open"] = 409,
        ["voting-closed"] = 409,
        ["already-voted"] = 409,
        ["quota-exhausted"] = 409,
        ["entry-not-found"] = 422,
        ["too-few-choices"] = 422,
        ["too-many-choices"] = 422,
        ["invalid-ballot"] = 422,
        ["idempotency-mismatch"] = 422,
        ["identity-required"] = 401,
        ["challenge-required"] = 403,
        ["rate-limited"] = 429,
        ["busy"] = 503,

        ["not-found"] = 404,
        ["bad-request"] = 400,
        ["method-not-allowed"] = 405,
        ["body-too-large"] = 413,
        ["address-too-long"] = 414,
        ["unsupported-media-type"] = 415,
        ["headers-too-large"] = 431,
        ["internal-error"] = 500,
        ["foreign-origin"] = 403,
        ["sign-in-required"] = 401,
        ["wrong-password"] = 401,
        ["too-many-attempts"] = 429,
        ["too-many-watchers"] = 429,
        ["not-allowed"] = 403,
        ["slug-taken"] = 409,
        ["invalid-contest"] = 422,
        ["invalid-amendment"] = 422,
        ["invalid-import"] = 422,
        ["invalid-request"] = 422,
        ["invitation-unknown"] = 401,
        ["invitation-spent"] = 410,
        ["invitation-expired"] = 410,
        ["code-required"] = 401,
        ["wrong-code"] = 401,
        ["weak-password"] = 422,
        ["account-exists"] = 409,
        ["invalid-person"] = 422,
        ["already-member"] = 409,
        ["person-not-found"] = 404,
        ["own-membership"] = 409,
        ["no-criteria"] = 409,
        ["panel-closed"] = 409,
        ["invalid-experts"] = 422,
        ["expert-not-found"] = 404,
        ["invalid-assignment"] = 422,
        ["entry-not-assigned"] = 404,
        ["invalid-marks"] = 422,
        ["draft-overtaken"] = 409,
        ["entry-recused"] = 409,
        ["sheet-incomplete"] = 422,
        ["sheet-submitted"] = 409,
        ["sheet-excluded"] = 409,
        ["sheet-not-submitted"] = 409,
        ["sheet-revealed"] = 409,
        ["invalid-reason"] = 422,
        ["sheets-awaited"] = 409,
        ["entries-unmarked"] = 409,
        ["review-open"] = 409,
        ["invalid-review"] = 422,
        ["no-ballots"] = 409,
        ["too-many-ballots"] = 422,
        ["own-proposal"] = 409,
        ["already-decided"] = 409,
        ["illegal-move"] = 409,
        ["not-reconciled"] = 409,
        ["publicity-running"] = 409,
        ["wrong-phase"] = 409,
        ["nothing-to-reveal"] = 409,
        ["out-of-turn"] = 409,
        ["not-yet-revealed"] = 403,
        ["proof-not-found"] = 404,
        ["not-saved"] = 503,
        ["log-stopped"] = 503,
        ["result-not-published"] = 404,

        ["channel-not-accepted"] = 409,
        ["invalid-phone"] = 422,
        ["wrong-sms-code"] = 422,
        ["wrong-voter-code"] = 422,
        ["too-many-tries"] = 429,
        ["too-many-messages"] = 429,
        ["messages-used-up"] = 503,
        ["messages-unavailable"] = 503,
        ["message-not-sent"] = 503,
        ["wechat-state"] = 403,
        ["wechat-again"] = 409,
        ["wechat-snapshot"] = 403,
        ["wechat-unavailable"] = 503,
        ["invalid-codes"] = 422,
        ["label-taken"] = 409,
    };

    public static IReadOnlyCollection<string> Codes => Statuses.Keys;

    public static int StatusOf(string code) => Statuses[code];

    public static int StatusOf(CastRefusal refusal) => Statuses[refusal.Code()];

    public string Title(string code) => texts[$"problem.{code}.title"];

    public string Detail(string code) => texts[$"problem.{code}.detail"];

    /// <param name="extensions">Further members of the problem, e.g. <c>resetsAt</c>.</param>
    /// <param name="detail">More exact words than the table's, in the visitor's language.</param>
    public IResult Of(
        string code, TimeSpan? retryAfter = null, IDictionary<string, object?>? extensions = null, string? detail = null) =>
        new ProblemResult(Describe(code, extensions, detail), retryAfter);

    private ProblemDetails Describe(string code, IDictionary<string, object?>? extensions = null, string? detail = null)
    {
        var problem = new ProblemDetails
        {
            Type = $"urn:voting:problem:{code}",
            Title = Title(code),
            Detail = detail ?? Detail(code),
            Status = StatusOf(code),
            Extensions = { ["code"] = code },
        };
        foreach (var (name, value) in extensions ?? new Dictionary<string, object?>())
            problem.Extensions[name] = value;
        return problem;
    }

    private sealed class ProblemResult(ProblemDetails problem, TimeSpan? retryAfter) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = problem.Status!.Value;
            http.Response.Headers.CacheControl = "no-store";
            if (retryAfter is { } wait)
                http.Response.Headers.RetryAfter =
                    Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return http.Response.WriteAsJsonAsync(problem, WireJson.Options, ContentType);
        }
    }
}

/// <summary>Names the resource files <c>Texts.resx</c> (zh-CN, the default) and <c>Texts.en.resx</c>.</summary>
public sealed class Texts;
