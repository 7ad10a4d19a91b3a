using System.Security.Cryptography;
using System.Text;
using Voting.Server.Ballots;
using Voting.Server.Storage;

namespace Voting.Server.Voters;

/// <summary>
/// Keyed tags that stand for phone numbers, codes and addresses in the database: HMAC-SHA256 under the device key, each kind under
/// a label of its own. Without the key nobody can try all phone numbers on them.
/// </summary>
public sealed class VoterTags(KeyFolder folder)
{
    private const int Size = 16;

    private readonly byte[] _key = folder.GetOrCreateSecret(VoterPass.FileName);

    /// <returns>16 bytes.</returns>
    public byte[] Of(string label, params string[] parts) => HMACSHA256.HashData(
        _key, Encoding.UTF8.GetBytes($"voters/{label}/v1\0{string.Join('\0', parts)}"))[..Size];
}
