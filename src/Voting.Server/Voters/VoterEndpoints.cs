using Voting.Server.Contests;
using Voting.Server.Demo;
using Voting.Server.Http;

namespace Voting.Server.Voters;

/// <summary>How a browser becomes known as a voter: by a phone, or by a printed code. WeChat's way leads through pages.</summary>
public static class VoterEndpoints
{
    private static readonly string[] BodyRefusals =
        ["contest-not-found", "unsupported-media-type", "body-too-large", "foreign-origin", "not-saved", "invalid-request", "channel-not-accepted", "voting-closed"];

    public static IServiceCollection AddVoters(this IServiceCollection services)
    {
        services.AddOptions<SmsOptions>().BindConfiguration("Voters:Sms")
            .Validate(options => options.IsGatewayUsable(), "Voters:Sms:Url must be an http or https address.")
            .Validate(options => options.AreNumbersUsable(), "Voters:Sms:Numbers must be a regular expression.")
            .Validate(
                options => options.AreLimitsUsable(),
                "Voters:Sms: DailyLimit must be 0 or more, AddressLimit 1 or more, Timeout above zero and at most a minute, Country 1 to 3 digits, "
                + "ContentType application/json or application/x-www-form-urlencoded.")
            .ValidateOnStart();
        services.AddOptions<WeChatOptions>().BindConfiguration("Voters:WeChat")
            .Validate(
                options => options.IsUsable(),
                "Voters:WeChat: AppId and Secret belong together, AuthorizeUrl and ApiUrl must be http or https addresses, Timeout above zero and at most a minute.")
            .ValidateOnStart();
        services.AddOptions<PrivacyOptions>().BindConfiguration("Voters:Privacy");
        services.AddSingleton<VoterTags>().AddSingleton<VoterLimitStore>().AddHostedService<VoterSweep>();
        services.AddSingleton<PhoneNumbers>().AddSingleton<PhoneCodeStore>().AddSingleton<VerifyPhone>();
        services.AddSingleton<HttpSmsGateway>().AddSingleton<SmsOutbox>();
        services.AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<DemoContest>().KeepsMessages && !provider.GetRequiredService<HttpSmsGateway>().IsReady
            ? provider.GetRequiredService<SmsOutbox>()
            : provider.GetRequiredService<HttpSmsGateway>());
        services.AddSingleton<VoterCodeStore>().AddSingleton<PrintedCodes>();
        return services.AddSingleton<WeChatAccount>().AddSingleton<WeChatState>();
    }

    public static void MapVoters(this IEndpointRouteBuilder app)
    {
        var voter = app.MapGroup("/api/contests/{slug}/voter").WithTags("Voting");
        voter.MapPost("/phone", PostPhone)
            .WithSummary("Asks for a code by SMS; the answer is the same whether one is sent or the phone has just had one")
            .Accepts<PhoneBody>("application/json").Produces(202)
            .Refuses([.. BodyRefusals, "invalid-phone", "challenge-required", "too-many-messages", "messages-used-up", "messages-unavailable", "message-not-sent"]);
        voter.MapPost("/phone/code", PostPhoneCode)
            .WithSummary("The code that came: five tries in the browser that asked; its answer sets the phone's pass")
            .Accepts<PhoneCodeBody>("application/json").Produces(204)
            .Refuses([.. BodyRefusals, "invalid-phone", "wrong-sms-code", "too-many-tries", "messages-unavailable"]);
        voter.MapPost("/code", PostCode)
            .WithSummary("A printed code, in any case, with or without hyphens; its answer sets the code's pass")
            .Accepts<VoterCodeBody>("application/json").Produces(204)
            .Refuses([.. BodyRefusals, "wrong-voter-code", "too-many-tries"]);
    }

    public static Task<IResult> PostPhone(string slug, HttpContext http, ContestDirectory contests, VerifyPhone verify, Problems problems) =>
        ActAsync<PhoneBody>(slug, http, contests, problems, 202, async (contest, body) =>
        {
            var asked = await verify.AskAsync(http, contest, body.Phone, http.Request.Headers[ChallengeSolution.Header].ToString());
            return (asked.Problem, asked.Challenge is null ? null : new Dictionary<string, object?> { ["challenge"] = asked.Challenge });
        });

    public static Task<IResult> PostPhoneCode(string slug, HttpContext http, ContestDirectory contests, VerifyPhone verify, Problems problems) =>
        ActAsync<PhoneCodeBody>(slug, http, contests, problems, 204, async (contest, body) =>
            (await verify.ConfirmAsync(http, contest, body.Phone, body.Code), null));

    public static Task<IResult> PostCode(string slug, HttpContext http, ContestDirectory contests, PrintedCodes codes, Problems problems) =>
        ActAsync<VoterCodeBody>(slug, http, contests, problems, 204, async (contest, body) => (await codes.EnterAsync(http, contest, body.Code), null));

    /// <summary>After how long somebody may try again who was told to; null where waiting does not help.</summary>
    public static TimeSpan? RetryAfter(string problem) => problem switch
    {
        "too-many-messages" or "too-many-tries" or "messages-used-up" => TimeSpan.FromHours(1),
        "message-not-sent" or "wechat-unavailable" => TimeSpan.FromMinutes(1),
        _ => null,
    };

    private static async Task<IResult> ActAsync<TBody>(
        string slug, HttpContext http, ContestDirectory contests, Problems problems, int done, 
        Func<Contest, TBody, Task<(string? Problem, IDictionary<string, object?>? Extensions)>> act)
        where TBody : class
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var (body, problem) = await RequestBody.ReadJsonAsync<TBody>(http, RequestBody.BallotLimit, "invalid-request");
        if (body is null)
            return problems.Of(problem!);
        http.Response.Headers.CacheControl = "no-store";
        var (refusal, extensions) = await act(contest, body);
        return refusal is null ? Results.StatusCode(done) : problems.Of(refusal, RetryAfter(refusal), extensions);
    }
}

/// <param name="Phone">As people type it: with or without country, spaces, hyphens.</param>
public sealed record PhoneBody(string Phone);

/// <param name="Code">Six digits.</param>
public sealed record PhoneCodeBody(string Phone, string Code);

/// <param name="Code">As it is printed.</param>
public sealed record VoterCodeBody(string Code);
