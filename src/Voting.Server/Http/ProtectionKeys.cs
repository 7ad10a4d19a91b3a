using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Logging.Abstractions;
using Voting.Server.Storage;

namespace Voting.Server.Http;

/// <summary>
/// The web framework makes keys of its own (DataProtection) at every start, whether anything is protected by them or not. They lie with
/// the others, in a folder that is its owner's only and the same for all servers, not in the home directory.
/// </summary>
public static class ProtectionKeys
{
    public const string Folder = "data-protection";

    public static IServiceCollection AddProtectionKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("voting");
        services.AddOptions<KeyManagementOptions>().Configure<KeyFolder>((options, folder) =>
        {
            options.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(folder.Sub(Folder)), NullLoggerFactory.Instance);
            // As the other keys: what guards them is the folder.
            options.XmlEncryptor = new NullXmlEncryptor();
        });
        return services;
    }
}
