using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Voting.Server.Tests.App;

namespace Voting.Server.Tests.Http;

/// <summary>The web framework's own keys lie in the key folder, which all servers share.</summary>
public sealed class ProtectionKeysTests
{
    [Fact]
    public async Task They_lie_beside_the_others_and_every_server_reads_what_another_one_protected()
    {
        await using var a = await VotingApp.StartAsync();
        await using var b = await VotingApp.StartAsync(("Keys:Directory", Path.Combine(a.Directory, "keys")));

        var key = Assert.Single(Directory.GetFiles(Path.Combine(a.Directory, "keys", "data-protection"), "*.xml"));
        Assert.False(Directory.Exists(Path.Combine(b.Directory, "keys")));
        var text = a.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("hello");
        Assert.Equal("hello", b.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(text));
        Assert.True(File.Exists(key));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(a.Directory, "keys")));
    }
}
