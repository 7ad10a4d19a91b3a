using Voting.Engines;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Voters;

/// <summary>A server with an SMS gateway and WeChat on loopback, as a fixture of a class.</summary>
public abstract class ChannelApp(Backend backend) : IAsyncLifetime
{
    private VotingApp? _app;

    /// <summary>Ends the test where the engines are not installed.</summary>
    public VotingApp App
    {
        get
        {
            if (backend != Backend.Embedded)
                RealEngines.Require();
            return _app!;
        }
    }

    public SmsStub Sms { get; private set; } = null!;

    public WeChatStub WeChat { get; private set; } = null!;

    public Task<VotingApp> StartAnotherAsync(params (string Name, string Value)[] settings) => VotingApp.StartAsync(backend, [.. Settings, .. settings]);

    public async Task InitializeAsync()
    {
        (Sms, WeChat) = (await SmsStub.StartAsync(), await WeChatStub.StartAsync());
        if (backend == Backend.Embedded || EnginePrograms.AreInstalled)
            _app = await VotingApp.StartAsync(backend, Settings);
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        await Sms.DisposeAsync();
        await WeChat.DisposeAsync();
    }

    private (string Name, string Value)[] Settings =>
    [
        ("Voters:Challenge:Mode", "off"), ("Voters:Sms:Url", Sms.Url), ("Voters:Sms:AddressLimit", "100000"),
        ("Voters:Sms:Headers:Authorization", "Bearer of-the-gateway"),
        ("Voters:WeChat:AppId", WeChatStub.AppId), ("Voters:WeChat:Secret", WeChatStub.Secret), ("Voters:WeChat:ApiUrl", WeChat.Url),
        ("Voters:Privacy:Contact", "评选办公室 0931-0000000"),
    ];
}

public sealed class EmbeddedChannelApp() : ChannelApp(Backend.Embedded);

public sealed class ServerChannelApp() : ChannelApp(Backend.Server);
