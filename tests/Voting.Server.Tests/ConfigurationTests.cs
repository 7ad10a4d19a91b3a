using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Storage:DataDirectory", "")]
    [InlineData("Voters:Address:HardCap", "0")]
    [InlineData("Voters:Address:HardCap", "-5")]
    [InlineData("Voters:Address:HardCap", "many")]
    [InlineData("Voters:Address:MaxWindows", "0")]
    [InlineData("Http:MaxConnections", "0")]
    [InlineData("Http:MaxUpgradedConnections", "-1")]
    [InlineData("Http:HeadersTimeout", "00:00:00")]
    [InlineData("Http:KeepAliveTimeout", "-00:00:01")]
    [InlineData("Http:SlowestRate", "0")]
    [InlineData("Http:Grace", "00:00:01")]
    [InlineData("Live:MaxPerAddress", "0")]
    [InlineData("Live:SendTimeout", "00:00:00")]
    [InlineData("Voters:Challenge:Mode", "sometimes")]
    [InlineData("Voters:Challenge:Lifetime", "00:00:29")]
    [InlineData("Voters:Challenge:Lifetime", "00:10:01")]
    [InlineData("Voters:Challenge:Cost", "0")]
    [InlineData("Voters:Challenge:Cost", "10001")]
    [InlineData("Voters:Challenge:KnownAfter", "-00:00:01")]
    [InlineData("Voters:Challenge:Window", "00:00:09")]
    [InlineData("Voters:Challenge:Window", "01:00:01")]
    [InlineData("Voters:Challenge:AddressBallots", "0")]
    [InlineData("Voters:Challenge:NetworkBallots", "0")]
    [InlineData("Voters:Challenge:ContestBallotsPerSecond", "0")]
    [InlineData("Live:PushInterval", "00:00:00.100")]
    [InlineData("Live:PushInterval", "00:01:00")]
    [InlineData("Live:PushInterval", "soon")]
    [InlineData("Log:Origin", "")]
    [InlineData("Log:Origin", "has a space")]
    [InlineData("Log:Origin", "a+b")]
    [InlineData("Log:Origin", "评选")]
    [InlineData("Organizers:InitialPassword", "short")]
    [InlineData("ReverseProxy:KnownProxies:0", "not an address")]
    [InlineData("ReverseProxy:KnownProxies:0", "10.0.0.1/33")]
    [InlineData("ReverseProxy:KnownProxies:0", "10.1")]
    [InlineData("ReverseProxy:KnownProxies:0", "0.0.0.0/0")]
    [InlineData("ReverseProxy:KnownProxies:0", "::/0")]
    [InlineData("ReverseProxy:KnownProxies", "10.0.0.1, proxy.example")]
    [InlineData("Metrics:Networks:0", "10.0.0.0/99")]
    [InlineData("Demo:Enabled", "perhaps")]
    public async Task A_bad_setting_stops_the_start_and_is_named(string name, string value)
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(async () => await (await VotingApp.StartAsync((name, value))).DisposeAsync());
        var setting = name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name;
        Assert.Contains(setting, fault.ToString());
    }

    [Theory]
    [InlineData("Postgres", "Host=localhost", "ConnectionStrings:Redis is missing")]
    [InlineData("Redis", "localhost:6379", "ConnectionStrings:Postgres is missing")]
    public async Task One_of_the_two_connection_strings_alone_stops_the_start_and_the_other_is_named(string name, string value, string message)
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(async () =>
            await (await VotingApp.StartAsync(($"ConnectionStrings:{name}", value))).DisposeAsync());
        Assert.Contains(message, fault.ToString());
    }

    [Theory]
    [InlineData("Nothing=of this")]
    [InlineData("Host=localhost;Port=many;Password=hunter2")]
    [InlineData("hunter2")]
    public async Task A_connection_string_that_can_not_be_read_is_named_and_not_quoted(string value)
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(async () => await (await VotingApp.StartAsync(
            ("ConnectionStrings:Postgres", value), ("ConnectionStrings:Redis", "localhost:6379"))).DisposeAsync());
        Assert.Contains("ConnectionStrings:Postgres can not be read", fault.ToString());
        Assert.DoesNotContain("hunter2", fault.ToString());
    }

    [Fact]
    public void The_shipped_settings_and_the_operator_s_table_name_the_same()
    {
        var table = Regex.Matches(File.ReadAllText(Path.Combine(SourceTree.Root, "deploy/README.md")), @"(?<=^\|[^|]*`)[A-Za-z:]+(?=`[^|]*\|)", RegexOptions.Multiline)
            .Select(match => match.Value);
        var shipped = JsonNode.Parse(File.ReadAllText(Path.Combine(SourceTree.Root, "src/Voting.Server/appsettings.json")))!.AsObject();
        // The address is not among them: there it would win over ASPNETCORE_URLS. The others are the framework's.
        Assert.Equal(
            table.Except(["Urls"]).Order(StringComparer.Ordinal),
            Names("", shipped).Where(name => !name.StartsWith("Logging:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        static IEnumerable<string> Names(string prefix, JsonObject section) => section.SelectMany(item =>
            item.Value is JsonObject inner ? Names($"{prefix}{item.Key}:", inner) : [$"{prefix}{item.Key}"]);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("TRUE")]
    public async Task The_frameworks_own_switch_for_forwarded_addresses_is_refused_without_a_list(string on)
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(async () => await (await VotingApp.StartAsync(("ForwardedHeaders_Enabled", on))).DisposeAsync());
        Assert.Contains("ReverseProxy:KnownProxies", fault.ToString());
        Assert.Contains("ASPNETCORE_FORWARDEDHEADERS_ENABLED", fault.ToString());
    }

    [Theory]
    [InlineData("ForwardedHeaders_Enabled", "true")]
    [InlineData("ForwardedHeaders_Enabled", "false")]
    public async Task With_a_list_the_frameworks_switch_adds_nobody(string name, string value)
    {
        await using var app = await VotingApp.StartAsync((name, value), ("ReverseProxy:KnownProxies", "10.9.9.9,10.8.0.0/16"), ("Voters:Address:HardCap", "1"), ("Voters:Challenge:Mode", "off"));
        var contest = await app.OpenContestAsync();
        string[] peers = ["10.8.3.3", "192.0.2.1", VotingApp.NoAddress];
        foreach (var peer in peers)
            for (var i = 1; i <= 2; i++)
            {
                var voter = contest.NewVoter(peer);
                voter.Http.DefaultRequestHeaders.Add("X-Forwarded-For", $"203.0.113.{i}");
                Assert.Equal(i == 1 || peer == "10.8.3.3" ? null : "rate-limited", (await voter.CastAsync(1)).Code);
            }
    }

    [Fact]
    public async Task Addresses_that_a_proxy_names_are_believed_from_known_proxies_only()
    {
        await using var app = await VotingApp.StartAsync(("ReverseProxy:KnownProxies:0", "10.9.9.9"), ("Voters:Address:HardCap", "1"), ("Voters:Challenge:Mode", "off"));
        var contest = await app.OpenContestAsync();
        (await CastThroughAsync("10.9.9.9", "203.0.113.1")).Is(HttpStatusCode.Created);
        (await CastThroughAsync("10.9.9.9", "203.0.113.2")).Is(HttpStatusCode.Created);
        (await CastThroughAsync("10.9.9.9", "203.0.113.1")).Is(HttpStatusCode.TooManyRequests, "rate-limited");
        (await CastThroughAsync("10.9.9.9", "198.51.100.7, 203.0.113.1")).Is(HttpStatusCode.TooManyRequests, "rate-limited");

        (await CastThroughAsync("192.0.2.1", "203.0.113.50")).Is(HttpStatusCode.Created);
        (await CastThroughAsync("192.0.2.1", "203.0.113.51")).Is(HttpStatusCode.TooManyRequests, "rate-limited");

        Task<Answer> CastThroughAsync(string peer, string forwarded)
        {
            var voter = contest.NewVoter(peer);
            voter.Http.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);
            return voter.CastAsync(1);
        }
    }

    [Fact]
    public async Task Without_a_known_proxy_nobody_is_believed()
    {
        await using var app = await VotingApp.StartAsync(("Voters:Address:HardCap", "1"), ("Voters:Challenge:Mode", "off"));
        var contest = await app.OpenContestAsync();
        for (var i = 0; i < 3; i++)
        {
            var voter = contest.NewVoter("192.0.2.9");
            voter.Http.DefaultRequestHeaders.Add("X-Forwarded-For", $"203.0.113.{i}");
            var answer = await voter.CastAsync(1);
            Assert.Equal(i == 0 ? null : "rate-limited", answer.Code);
        }
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("::1", HttpStatusCode.OK)]
    [InlineData(VotingApp.NoAddress, HttpStatusCode.Forbidden)]
    [InlineData("10.2.3.4", HttpStatusCode.OK)]
    [InlineData("::ffff:10.2.3.4", HttpStatusCode.OK)]
    [InlineData("203.0.113.1", HttpStatusCode.Forbidden)]
    public async Task Metrics_are_for_loopback_and_the_configured_networks(string address, HttpStatusCode status)
    {
        await using var app = await VotingApp.StartAsync(("Metrics:Networks:0", "10.0.0.0/8"));
        Assert.Equal(status, (await app.NewClient(address).GetAsync("/metrics")).StatusCode);
    }
}
