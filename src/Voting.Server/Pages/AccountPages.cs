using Microsoft.Extensions.Localization;
using Voting.Server.Http;
using Voting.Server.Organizers;

namespace Voting.Server.Pages;

/// <summary>One's own account: password, the codes of the second step, signing out everywhere. For organizers and auditors alike.</summary>
public static class AccountPages
{
    public const string Address = OrganizerPages.Home + "/account";

    public static void MapAccountPages(this IEndpointRouteBuilder app)
    {
        var account = app.MapGroup(Address).ExcludeFromDescription().AddEndpointFilter(RequireAccount);
        account.MapGet("/", (string? done, HttpContext http) => ShowAsync(http, view => view with { Done = done }));
        account.MapPost("/password", PostPassword);
        account.MapPost("/sign-out-everywhere", PostSignOutEverywhere);
        account.MapPost("/two-step", PostTwoStep);
        account.MapPost("/two-step/confirmation", PostConfirmation);
        account.MapPost("/two-step/off", PostOff);
    }

    public static async Task<IResult> PostPassword(HttpContext http, Sessions sessions, IStringLocalizer<Texts> texts)
    {
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var (current, chosen) = (form["current"].ToString(), form["password"].ToString());
        if (chosen != form["again"])
            return await ShowAsync(http, view => view with
            {
                Refused = "password", Code = "weak-password", Problem = texts["password.differ"], Detail = texts["password.differ.detail"],
            });
        return await sessions.ChangePasswordAsync(http, OrganizerEndpoints.ActorOf(http), current, chosen) is { } refusal
            ? await RefuseAsync(http, "password", refusal)
            : Page.SeeOther(http, Address + "?done=password");
    }

    public static async Task<IResult> PostSignOutEverywhere(HttpContext http, Sessions sessions)
    {
        await sessions.SignOutEverywhereAsync(http);
        return Page.SeeOther(http, OrganizerPages.Home);
    }

    /// <summary>Shows a new secret, for who knows the password. The page is the answer: the secret is on no other.</summary>
    public static async Task<IResult> PostTwoStep(HttpContext http, AccountStore accounts, Credentials credentials, TwoStep twoStep) =>
        await WithPasswordAsync(http, accounts, credentials, "two-step", async account =>
        {
            await twoStep.OfferAsync(account.Name);
            return await ShowAsync(http, view => view with { ShowsOffer = true });
        });

    public static async Task<IResult> PostConfirmation(HttpContext http, AccountStore accounts, TwoStep twoStep, PasswordAttempts attempts)
    {
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var account = (await accounts.FindAsync(OrganizerEndpoints.ActorOf(http).Name))!;
        if (attempts.Take($"codes\0{account.Name}", null) is { } wait)
            return await RefuseAsync(http, "two-step", new("too-many-attempts", wait));
        if (await twoStep.ConfirmAsync(account, form["code"].ToString()) is not { } codes)
            return await RefuseAsync(http, "two-step", new("wrong-code"), view => view with { ShowsOffer = true });
        attempts.GiveBack($"codes\0{account.Name}", null);
        return await ShowAsync(http, view => view with { RecoveryCodes = codes });
    }

    public static async Task<IResult> PostOff(HttpContext http, AccountStore accounts, Credentials credentials) =>
        await WithPasswordAsync(http, accounts, credentials, "two-step", async account =>
        {
            await accounts.TurnTwoStepOffAsync(account.Name);
            return Page.SeeOther(http, Address + "?done=two-step-off");
        });

    private static async Task<IResult> WithPasswordAsync(
        HttpContext http, AccountStore accounts, Credentials credentials, string part, Func<Account, Task<IResult>> act)
    {
        if (await PageForm.ReadAsync(http) is not { } form)
            return Page.Error(http, "bad-request");
        var account = (await accounts.FindAsync(OrganizerEndpoints.ActorOf(http).Name))!;
        return await credentials.CheckPasswordAsync(account.Name, account, form["current"].ToString(), http.Connection.RemoteIpAddress) is { } refusal
            ? await RefuseAsync(http, part, refusal)
            : await act(account);
    }

    private static Task<IResult> RefuseAsync(HttpContext http, string part, SignInRefusal refusal, Func<AccountView, AccountView>? with = null)
    {
        var (problems, texts) = (
            http.RequestServices.GetRequiredService<Problems>(), http.RequestServices.GetRequiredService<IStringLocalizer<Texts>>());
        var refused = new Func<AccountView, AccountView>(view => view with
        {
            Refused = part, Code = refusal.Code, Problem = problems.Title(refusal.Code),
            Detail = OrganizerSignIn.DetailOf(http, problems, texts, refusal),
        });
        return ShowAsync(http, view => refused(with?.Invoke(view) ?? view));
    }

    private static async Task<IResult> ShowAsync(HttpContext http, Func<AccountView, AccountView> with)
    {
        var services = http.RequestServices;
        var accounts = services.GetRequiredService<AccountStore>();
        var account = (await accounts.FindAsync(OrganizerEndpoints.ActorOf(http).Name))!;
        var view = with(new AccountView(account.Name, account.TwoStep is not null, await accounts.CountRecoveryCodesAsync(account.Name)));
        if (view.ShowsOffer && services.GetRequiredService<TwoStep>().OfferedTo(account) is { } secret)
            view = view with { Secret = Totp.ToBase32(secret), SecretAddress = Totp.AddressOf(http.Request.Host.Host, account.Name, secret) };
        return Page.Of<AccountPage>(http, new { View = view }, view.Code is { } code ? Problems.StatusOf(code) : StatusCodes.Status200OK);
    }

    private static async ValueTask<object?> RequireAccount(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var (actor, _) = await http.RequestServices.GetRequiredService<Access>().FindAccountAsync(http);
        if (actor is null)
            return OrganizerSignIn.AskToSignIn(http);
        http.Items[typeof(Actor)] = actor;
        return await next(context);
    }
}

/// <param name="RecoveryCodesLeft">Of ten.</param>
public sealed record AccountView(string Name, bool HasTwoStep, long RecoveryCodesLeft)
{
    /// <summary>What was done: <c>password | two-step-off</c>.</summary>
    public string? Done { get; init; }

    /// <summary>Which part was refused: <c>password | two-step</c>.</summary>
    public string? Refused { get; init; }

    /// <summary>The problem's code.</summary>
    public string? Code { get; init; }

    public string? Problem { get; init; }

    public string? Detail { get; init; }

    public bool ShowsOffer { get; init; }

    /// <summary>Base32, while the first code is awaited.</summary>
    public string? Secret { get; init; }

    /// <summary>For the QR code.</summary>
    public string? SecretAddress { get; init; }

    /// <summary>Told once, right after the second step was turned on.</summary>
    public IReadOnlyList<string>? RecoveryCodes { get; init; }
}
