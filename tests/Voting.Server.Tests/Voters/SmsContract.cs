using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Voting.Server.Tests.App;
using Voting.Server.Voters;

namespace Voting.Server.Tests.Voters;

/// <summary>Voters known by a phone: the code, who can not get at it, and what it never tells. On every backend.</summary>
public abstract class SmsContract(ChannelApp app)
{
    private static Draft ByPhone => new() { Channels = ["phone"] };

    private VotingApp App => app.App;

    [SkippableFact]
    public async Task A_code_makes_a_voter_and_the_same_phone_in_another_browser_is_the_same_one()
    {
        var contest = await App.OpenContestAsync(ByPhone);
        var phone = KnownVoters.NewPhone();
        var (first, second) = (contest.NewVoter(), contest.NewVoter());
        (await first.CastAsync(1)).Is(HttpStatusCode.Unauthorized, "identity-required");

        await first.ProveAsync(contest, app.Sms, phone);
        var standing = await first.StandingAsync();
        Assert.Equal(("phone", 10), (standing["channel"].GetString(), standing["remaining"].GetInt32()));
        var leaf = (await first.CastAsync(1, 2, 3)).Is(HttpStatusCode.Created)["leaf"].GetString()!;
        App.Clock.Advance(TimeSpan.FromMinutes(2));
        (await second.AskAsync(contest, phone[3..])).Is(HttpStatusCode.Accepted);
        (await second.ConfirmAsync(contest, $" {phone[3..6]}-{phone[6..]}", app.Sms.CodeTo(phone))).Is(HttpStatusCode.NoContent);

        Assert.Contains("\"ch\":\"phone\"", leaf, StringComparison.Ordinal);
        Assert.Equal(7, await second.RemainingAsync());
        (await second.CastAsync(1)).Is(HttpStatusCode.Conflict, "already-voted");
        var message = app.Sms.Messages.Last(message => message.Phone == phone);
        Assert.Equal("Bearer of-the-gateway", message.Authorization);
        Assert.Contains(message.Code, message.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_address_that_has_asked_for_some_messages_works_for_the_next_one()
    {
        await using var own = await app.StartAnotherAsync(("Voters:Challenge:Mode", "adaptive"), ("Voters:Challenge:Cost", "1"));
        var contest = await own.OpenContestAsync(ByPhone);
        const string address = "198.51.100.203";
        for (var i = 0; i < 3; i++)
            (await contest.NewVoter(address).AskAsync(contest, KnownVoters.NewPhone())).Is(HttpStatusCode.Accepted);
        var (voter, phone, another) = (contest.NewVoter(address), KnownVoters.NewPhone(), KnownVoters.NewPhone());
        await voter.StandingAsync();

        var solution = Solver.Solve(Solver.ChallengeOf(await voter.AskAsync(contest, phone)));
        Assert.Equal(0, app.Sms.CountTo(phone));
        (await voter.AskAsync(contest, phone, Solver.Bend(solution, json => json["solution"]!["counter"] = 7))).Is(HttpStatusCode.Forbidden, "challenge-required");
        (await voter.AskAsync(contest, phone, solution)).Is(HttpStatusCode.Accepted);

        Assert.Equal(1, app.Sms.CountTo(phone));
        // One solution, one message; and other addresses are not asked.
        (await voter.AskAsync(contest, another, solution)).Is(HttpStatusCode.Forbidden, "challenge-required");
        Assert.Equal(0, app.Sms.CountTo(another));
        (await contest.NewVoter("198.51.100.204").AskAsync(contest, another)).Is(HttpStatusCode.Accepted);
    }

    [SkippableFact]
    public async Task Five_guesses_over_any_number_of_sessions_burn_a_code()
    {
        var contest = await App.OpenContestAsync(ByPhone);
        var phone = KnownVoters.NewPhone();
        var owner = contest.NewVoter();
        (await owner.AskAsync(contest, phone)).Is(HttpStatusCode.Accepted);
        var code = app.Sms.CodeTo(phone);

        for (var i = 0; i < 5; i++)
        {
            var guesser = contest.NewVoter($"198.51.100.{i}");
            await guesser.StandingAsync();
            (await guesser.ConfirmAsync(contest, phone, Wrong(code, i))).Is(HttpStatusCode.UnprocessableEntity, "wrong-sms-code");
        }

        (await owner.ConfirmAsync(contest, phone, code)).Is(HttpStatusCode.UnprocessableEntity, "wrong-sms-code");
        Assert.Equal(0, await owner.RemainingAsync());
    }

    [SkippableFact]
    public async Task Four_wrong_guesses_leave_a_fifth_and_the_code_is_good_in_no_other_browser()
    {
        var contest = await App.OpenContestAsync(ByPhone);
        var phone = KnownVoters.NewPhone();
        var (owner, thief) = (contest.NewVoter(), contest.NewVoter());
        (await owner.AskAsync(contest, phone)).Is(HttpStatusCode.Accepted);
        var code = app.Sms.CodeTo(phone);
        await thief.StandingAsync();

        (await thief.ConfirmAsync(contest, phone, code)).Is(HttpStatusCode.UnprocessableEntity, "wrong-sms-code");
        for (var i = 0; i < 3; i++)
            (await owner.ConfirmAsync(contest, phone, Wrong(code, i))).Is(HttpStatusCode.UnprocessableEntity, "wrong-sms-code");

        (await owner.ConfirmAsync(contest, phone, $"{code[..3]} {code[3..]}")).Is(HttpStatusCode.NoContent);
        Assert.Equal(0, await thief.RemainingAsync());
    }

    [SkippableFact]
    public async Task Guesses_from_one_address_end_whatever_phones_they_are_for()
    {
        var contest = await App.OpenContestAsync(ByPhone);
        var guesser = contest.NewVoter("198.51.100.201");
        await guesser.StandingAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(_ => guesser.ConfirmAsync(contest, KnownVoters.NewPhone(), "123456")));
        Assert.All(answers, answer => answer.Is(HttpStatusCode.UnprocessableEntity, "wrong-sms-code"));

        var refused = (await guesser.ConfirmAsync(contest, KnownVoters.NewPhone(), "123456")).Is(HttpStatusCode.TooManyRequests, "too-many-tries");

        Assert.NotNull(refused.RetryAfterSeconds);
        await contest.NewVoter("198.51.100.202").ProveAsync(contest, app.Sms, KnownVoters.NewPhone());
    }

    [SkippableFact]
    public async Task A_new_code_ends_the_old_one_and_comes_once_a_minute_and_five_times_a_day()
    {
        var contest = await App.OpenContestAsync(ByPhone);
        var phone = KnownVoters.NewPhone();
        var voter = contest.NewVoter();
        (await voter.AskAsync(contest, phone)).Is(HttpStatusCode.Accepted);
        var first = app.Sms.CodeTo(phone);
        App.Clock.Advance(TimeSpan.FromSeconds(59));
        (await voter.AskAsync(contest, phone)).Is(HttpStatusCode.Accepted);
        Assert.Equal(1, app.Sms.CountTo(phone));

        App.Clock.Advance(TimeSpan.FromSeconds(1));
        (await voter.AskAsync(contest, phone)).Is(HttpStatusCode.Accepted);
        Assert.Equal(2, app.Sms.CountTo(phone));
        if (app.Sms.CodeTo(phone) != first)
            (await voter.ConfirmAsync(contest, phone, first)).Is(HttpStatusCode.UnprocessableEntity, "wrong-sms-code");
        for (var i = 0; i < 6; i++)
        {
            App.Clock.Advance(TimeSpan.FromMinutes(1));
            (await voter.AskAsync(contest, phone)).Is(HttpStatusCode.Accepted);
        }

        Assert.Equal(5, app.Sms.CountTo(phone));
        App.Clock.Advance(TimeSpan.FromDays(1));
        (await voter.AskAsync(contest, phone)).Is(HttpStatusCode.Accepted);
        Assert.Equal(6, app.Sms.CountTo(phone));
    }

    [SkippableFact]
    public async Task Many_who_ask_at_once_send_one_message_and_many_who_answer_at_once_get_in_once()
    {
        var contest = await App.OpenContestAsync(ByPhone);
        var phone = KnownVoters.NewPhone();
        var voter = contest.NewVoter();
        await voter.StandingAsync();

        var asked = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => voter.AskAsync(contest, phone))));
        Assert.All(asked, answer => answer.Is(HttpStatusCode.Accepted));
        Assert.Equal(1, app.Sms.CountTo(phone));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => voter.ConfirmAsync(contest, phone, app.Sms.CodeTo(phone)))));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.NoContent);
        Assert.Equal(19, answers.Count(answer => answer.Code == "wrong-sms-code"));
    }

    [SkippableFact]
    public async Task A_code_is_good_for_five_minutes_and_for_the_contest_it_was_asked_in()
    {
        var contest = await App.OpenContestAsync(ByPhone);
        var other = await App.OpenContestAsync(ByPhone);
        var phone = KnownVoters.NewPhone();
        var voter = contest.NewVoter();
        (await voter.AskAsync(contest, phone)).Is(HttpStatusCode.Accepted);
        (await voter.ConfirmAsync(other, phone, app.Sms.CodeTo(phone))).Is(HttpStatusCode.UnprocessableEntity, "wrong-sms-code");
        App.Clock.Advance(TimeSpan.FromMinutes(5));
        (await voter.ConfirmAsync(contest, phone, app.Sms.CodeTo(phone))).Is(HttpStatusCode.UnprocessableEntity, "wrong-sms-code");
    }

    [SkippableFact]
    public async Task The_answer_does_not_tell_a_phone_that_voted_from_one_that_never_came_or_has_had_enough()
    {
        var contest = await App.OpenContestAsync(ByPhone);
        var (known, fresh) = (KnownVoters.NewPhone(), KnownVoters.NewPhone());
        await contest.NewVoter().ProveAsync(contest, app.Sms, known);

        var limited = await contest.NewVoter().AskAsync(contest, known);
        App.Clock.Advance(TimeSpan.FromMinutes(2));
        var answers = new[] { limited, await contest.NewVoter().AskAsync(contest, known), await contest.NewVoter().AskAsync(contest, fresh) };

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Accepted, ""), (answer.Status, answer.Text)));
        Assert.Equal((2, 1), (app.Sms.CountTo(known), app.Sms.CountTo(fresh)));
    }

    [SkippableFact]
    public async Task No_number_stands_in_the_database()
    {
        var contest = await App.OpenContestAsync(ByPhone);
        var phone = KnownVoters.NewPhone();
        var voter = contest.NewVoter();
        await voter.ProveAsync(contest, app.Sms, phone);
        (await voter.CastAsync(1)).Is(HttpStatusCode.Created);
        App.Clock.Advance(TimeSpan.FromMinutes(2));
        await voter.AskAsync(contest, phone);

        await using var database = App.OpenDatabase();
        var read = 0;
        foreach (var table in new[] { "phone_codes", "voter_limits", "voter_links", "ballots" })
        {
            await using var command = database.CreateCommand();
            command.CommandText = $"SELECT * FROM {table}";
            await using var rows = await command.ExecuteReaderAsync();
            for (; await rows.ReadAsync(); read++)
                for (var i = 0; i < rows.FieldCount; i++)
                {
                    var text = rows.GetValue(i) is byte[] bytes ? Encoding.Latin1.GetString(bytes) : $"{rows.GetValue(i)}";
                    Assert.DoesNotContain(phone[3..], text, StringComparison.Ordinal);
                }
        }

        Assert.True(read >= 3, $"{read} rows");
    }

    [SkippableFact]
    public async Task An_address_and_a_day_have_their_messages_and_the_organizer_is_told_when_they_are_used_up()
    {
        await using var small = await app.StartAnotherAsync(("Voters:Sms:DailyLimit", "5"), ("Voters:Sms:AddressLimit", "2"));
        var contest = await small.OpenContestAsync(ByPhone);
        var page = $"/organizer/c/{contest.Slug}";
        var phones = Enumerable.Range(0, 8).Select(_ => KnownVoters.NewPhone()).ToList();
        for (var i = 0; i < 2; i++)
            (await contest.NewVoter("203.0.113.1").AskAsync(contest, phones[i])).Is(HttpStatusCode.Accepted);

        (await contest.NewVoter("203.0.113.1").AskAsync(contest, phones[2])).Is(HttpStatusCode.TooManyRequests, "too-many-messages");
        Assert.DoesNotContain("DailyLimit", await (await small.OrganizerAsync()).GetStringAsync(page), StringComparison.Ordinal);
        // The phone whose owner was refused lost nothing by it.
        for (var i = 2; i < 5; i++)
            (await contest.NewVoter($"203.0.113.{i}").AskAsync(contest, phones[i])).Is(HttpStatusCode.Accepted);
        (await contest.NewVoter("203.0.113.9").AskAsync(contest, phones[5])).Is(HttpStatusCode.ServiceUnavailable, "messages-used-up");

        Assert.Equal([1, 1, 1, 1, 1, 0], phones.Take(6).Select(app.Sms.CountTo));
        Assert.Contains("DailyLimit", await (await small.OrganizerAsync()).GetStringAsync(page), StringComparison.Ordinal);
        Assert.Contains("voting_messages_total{outcome=\"day-limit\"} ", await small.NewClient("127.0.0.1").GetStringAsync("/metrics"), StringComparison.Ordinal);
        small.Clock.Advance(TimeSpan.FromDays(1));
        (await contest.NewVoter("203.0.113.9").AskAsync(contest, phones[5])).Is(HttpStatusCode.Accepted);
        Assert.Equal(1, app.Sms.CountTo(phones[5]));
    }

    [SkippableFact]
    public async Task A_message_that_was_refused_costs_the_phone_nothing_and_one_that_may_have_left_is_good()
    {
        var contest = await App.OpenContestAsync(ByPhone);
        var phone = KnownVoters.NewPhone();
        var voter = contest.NewVoter();
        try
        {
            app.Sms.Status = () => Task.FromResult(400);
            (await voter.AskAsync(contest, phone)).Is(HttpStatusCode.ServiceUnavailable, "message-not-sent");
            (await voter.ConfirmAsync(contest, phone, app.Sms.CodeTo(phone))).Is(HttpStatusCode.UnprocessableEntity, "wrong-sms-code");

            app.Sms.Status = () => Task.FromResult(502);
            (await voter.AskAsync(contest, phone)).Is(HttpStatusCode.Accepted);
            (await voter.ConfirmAsync(contest, phone, app.Sms.CodeTo(phone))).Is(HttpStatusCode.NoContent);
        }
        finally
        {
            app.Sms.Status = () => Task.FromResult(200);
        }
    }

    private static string Wrong(string code, int i) => $"{(int.Parse(code) + 1 + i) % 1_000_000:D6}";
}

public sealed class EmbeddedSmsTests(EmbeddedChannelApp app) : SmsContract(app), IClassFixture<EmbeddedChannelApp>
{
    [Theory]
    [InlineData("13800138000", "+8613800138000")]
    [InlineData("+86 138-0013-8001", "+8613800138001")]
    [InlineData("0086(138)00138002", "+8613800138002")]
    [InlineData("86 138 0013 8003", "+8613800138003")]
    [InlineData("１３８００１３８００４", "+8613800138004")]
    [InlineData("12800138000", null)]
    [InlineData("138001380001", null)]
    [InlineData("1380013800", null)]
    [InlineData("+1 202 555 0100", null)]
    [InlineData("+861380013800\n1", "+8613800138001")]
    [InlineData("13800138000;13900139000", null)]
    [InlineData("", null)]
    [InlineData("+", null)]
    [InlineData("\ud800", null)]
    public void Numbers_are_read_as_people_type_them_and_others_get_no_message(string typed, string? phone) =>
        Assert.Equal(phone, new PhoneNumbers(Options.Create(new SmsOptions())).Read(typed)?.International);

    [Fact]
    public async Task A_gateway_that_does_not_answer_in_time_may_have_sent_the_code_and_one_that_is_not_there_has_not()
    {
        await using var own = await app.StartAnotherAsync(("Voters:Sms:Timeout", "00:00:00.300"));
        var contest = await own.OpenContestAsync(new Draft { Channels = ["phone"] });
        var (voter, phone) = (contest.NewVoter(), KnownVoters.NewPhone());
        var answered = new TaskCompletionSource<int>();
        app.Sms.Status = () => answered.Task;
        try
        {
            // The first message may be cut off before it has left: of the second one the connection stands.
            for (var i = 0; app.Sms.CountTo(phone) == 0; i++, own.Clock.Advance(TimeSpan.FromMinutes(1)))
                (await voter.AskAsync(contest, phone)).Is(HttpStatusCode.Accepted);
            (await voter.ConfirmAsync(contest, phone, app.Sms.CodeTo(phone))).Is(HttpStatusCode.NoContent);
        }
        finally
        {
            answered.SetResult(200);
            app.Sms.Status = () => Task.FromResult(200);
        }

        await using var nobody = await app.StartAnotherAsync(("Voters:Sms:Url", "http://127.0.0.1:9/"));
        var unheard = await nobody.OpenContestAsync(new Draft { Channels = ["phone"] });
        (await unheard.NewVoter().AskAsync(unheard, phone)).Is(HttpStatusCode.ServiceUnavailable, "message-not-sent");
    }

    [Fact]
    public async Task Where_no_gateway_is_set_and_where_phones_are_not_accepted_that_is_said()
    {
        await using var without = await VotingApp.StartAsync();
        var contest = await without.OpenContestAsync(new Draft { Channels = ["device", "phone"] });
        (await contest.NewVoter().AskAsync(contest, "13800138000")).Is(HttpStatusCode.ServiceUnavailable, "messages-unavailable");
        var byDevice = await without.OpenContestAsync();
        (await byDevice.NewVoter().AskAsync(byDevice, "13800138000")).Is(HttpStatusCode.Conflict, "channel-not-accepted");
        Assert.Equal(HttpStatusCode.NotFound, (await without.NewClient("127.0.0.1").GetAsync("/demo/outbox")).StatusCode);
    }

    [Theory]
    [InlineData("""{"phone":13800138000}""")]
    [InlineData("""{"phone":["13800138000"]}""")]
    [InlineData("""{"phone":null}""")]
    [InlineData("{}")]
    public async Task What_is_no_number_is_no_request(string body)
    {
        var contest = await app.App.OpenContestAsync(new Draft { Channels = ["phone"] });
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = await Answer.Of(app.App.NewClient().PostAsync($"/api/contests/{contest.Slug}/voter/phone", content));
        Assert.Contains(answer.Code, new[] { "invalid-request", "invalid-phone" });
    }
}

public sealed class ServerSmsTests(ServerChannelApp app) : SmsContract(app), IClassFixture<ServerChannelApp>;
