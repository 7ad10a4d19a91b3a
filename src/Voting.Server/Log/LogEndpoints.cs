using System.Text;
using Voting.Rules.Contests;
using Voting.Server.Contests;
using Voting.Server.Http;
using Voting.Server.Ranking;
using Voting.Signatures;

namespace Voting.Server.Log;

/// <summary>The public log: checkpoints, keys, proofs, and the files whose hashes the <c>open</c> leaf holds.</summary>
public static class LogEndpoints
{
    public static IServiceCollection AddLog(this IServiceCollection services)
    {
        services.AddOptions<LogOptions>().BindConfiguration("Log")
            .Validate(
                options => options.Origin.Length is > 0 and <= 200 && options.Origin.All(c => c is > ' ' and < (char)127 and not '+'),
                "Log:Origin must be a host name, with a path if need be, in ASCII without spaces and '+'.")
            .Validate(
                options => options.Witnesses.All(witness => Witness.TryParse(witness) is not null),
                "Log:Witnesses must be addresses and cosignature keys, such as 'https://witness.example witness.example+1a2b3c4d+BA…'.")
            .Validate(
                options => options.Witnesses.Count == 0 || Ed25519.IsAvailable,
                "Log:Witnesses needs libcrypto (OpenSSL 3 or 1.1.1) on this system, to check what they sign.")
            .ValidateOnStart();
        services.AddSingleton<LogKeys>();
        services.AddSingleton<LogFileStore>();
        services.AddSingleton<LogBundle>();
        services.AddSingleton<SignedHeads>();
        services.AddSingleton<Cosignatures>();
        services.AddHostedService(provider => provider.GetRequiredService<Cosignatures>());
        return services.AddSingleton<LogStore>();
    }

    public static void MapLog(this IEndpointRouteBuilder app)
    {
        var log = app.MapGroup("/log/{slug}").WithTags("Log");
        log.MapGet("/checkpoint", GetCheckpoint).WithSummary("The newest signed checkpoint (C2SP tlog-checkpoint)")
            .Produces<string>(contentType: "text/plain").Refuses("contest-not-found", "proof-not-found", "log-stopped");
        log.MapGet("/vkey", GetVerifierKey).WithSummary("The log's verifier keys, one a line")
            .Produces<string>(contentType: "text/plain").Refuses("contest-not-found");
        log.MapGet("/proof", GetProof).WithSummary("That a leaf is in the log (C2SP tlog-proof), under the newest checkpoint")
            .Produces<string>(contentType: "text/plain").Refuses("contest-not-found", "bad-request", "proof-not-found", "log-stopped");
        log.MapTiles();
        log.MapGet("/rules.json", GetRules).WithSummary("The sealed rules; the open leaf holds the file's hash")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").Refuses("contest-not-found", "voting-not-open");
        log.MapGet("/entries.json", GetEntries).WithSummary("The sealed entries; the open leaf holds the file's hash")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").Refuses("contest-not-found", "voting-not-open");
        log.MapGet("/result.json", GetResult).WithSummary("The published result; the seal leaf holds the file's hash")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").Refuses("contest-not-found", "result-not-published");
        log.MapGet("/texts.json", GetTexts).WithSummary("The texts whose hashes stand in leaves, by hash")
            .Produces<Dictionary<string, string>>().Refuses("contest-not-found");
        log.MapGet("/bundle", GetBundle).WithSummary("Everything an outsider needs for a recount without this server, as a zip")
            .Produces(StatusCodes.Status200OK, contentType: "application/zip").Refuses("contest-not-found", "proof-not-found", "not-yet-revealed", "log-stopped");
    }

    /// <summary>The newest signed checkpoint (C2SP tlog-checkpoint).</summary>
    public static async Task<IResult> GetCheckpoint(
        string slug, HttpContext http, ContestDirectory contests, LogStore logs, SignedHeads heads, Cosignatures cosignatures,
        Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        if (await logs.FindNewestCheckpointAsync(contest.Id) is not (var checkpoint, var note))
            return problems.Of("proof-not-found");
        await heads.EnsurePublishedAsync(contest.Id, checkpoint.Size);
        http.Response.Headers.CacheControl = "public, max-age=2";
        return PlainText(cosignatures.Add(checkpoint, note));
    }

    /// <summary>One verifier key a line.</summary>
    public static IResult GetVerifierKey(string slug, ContestDirectory contests, LogKeys keys, Problems problems) =>
        contests.FindListed(slug) is { } contest
            ? PlainText(keys.VerifierLines(contest.LogOrigin))
            : problems.Of("contest-not-found");

    /// <summary>C2SP tlog-proof of one leaf under the newest checkpoint.</summary>
    public static async Task<IResult> GetProof(
        string slug, string? index, ContestDirectory contests, LogStore logs, SignedHeads heads, Problems problems)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        if (!long.TryParse(index, System.Globalization.NumberStyles.None, null, out var leaf))
            return problems.Of("bad-request");
        if (await logs.FindNewestCheckpointAsync(contest.Id) is not (var checkpoint, var note) || leaf >= checkpoint.Size)
            return problems.Of("proof-not-found");
        await heads.EnsurePublishedAsync(contest.Id, checkpoint.Size);
        return PlainText(await logs.ProveAsync(contest.Id, leaf, checkpoint.Size, note));
    }

    public static IResult GetRules(string slug, ContestDirectory contests, Problems problems) =>
        File(contests.FindListed(slug), contest => contest.Files.Rules, problems);

    public static IResult GetEntries(string slug, ContestDirectory contests, Problems problems) =>
        File(contests.FindListed(slug), contest => contest.Files.Entries, problems);

    public static async Task<IResult> GetResult(string slug, ContestDirectory contests, LogFileStore files, Problems problems) =>
        contests.FindListed(slug) is not { } contest ? problems.Of("contest-not-found")
        : (await files.FindPublishedAsync(contest.Id))?.ResultFile is { } result ? Results.Bytes(result, "application/json")
        : problems.Of("result-not-published");

    /// <summary><c>{"hex SHA-256":"text"}</c>, of the reasons and rules that leaves name.</summary>
    public static async Task<IResult> GetTexts(string slug, ContestDirectory contests, LogFileStore texts, Problems problems) =>
        contests.FindListed(slug) is { } contest
            ? Results.Bytes(await texts.ReadTextsAsync(contest.Id, long.MaxValue), "application/json")
            : problems.Of("contest-not-found");

    /// <summary>Of the newest checkpoint, or of that of the last reveal.</summary>
    public static async Task<IResult> GetBundle(
        string slug, ContestDirectory contests, LogBundle bundle, Reveals reveals, Problems problems, CancellationToken gone)
    {
        if (contests.FindListed(slug) is not { } contest)
            return problems.Of("contest-not-found");
        var shown = await reveals.NowAsync(contest);
        if (!shown.HasBallots)
            return problems.Of("not-yet-revealed");
        return await bundle.TakeAsync(contest, shown.Size) is { } moment
            ? Results.Stream(to => bundle.WriteAsync(moment, to, gone), "application/zip", $"{slug}-{moment.Size}.zip")
            : problems.Of("proof-not-found");
    }

    /// <summary>Published once voting opens; until then the rules and entries are not final.</summary>
    private static IResult File(Contest? contest, Func<Contest, byte[]> content, Problems problems) =>
        contest is null ? problems.Of("contest-not-found")
        : contest.Phase < ContestPhase.Voting ? problems.Of("voting-not-open")
        : Results.Bytes(content(contest), "application/json");

    private static IResult PlainText(string text) => Results.Text(text, "text/plain", Encoding.UTF8);
}
