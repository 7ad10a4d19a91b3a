using System.Globalization;
using System.Net;
using System.Text;
using Voting.Rules.Log;
using Voting.Signatures;

namespace Voting.Server.Log;

/// <summary>One witness as this server is told of it, and how far it has come with each log (C2SP tlog-witness, add-checkpoint).</summary>
public sealed class Witness(Uri address, VerifierKey key)
{
    private const int MostTries = 2;
    private const int LongestAnswer = 16 * 1024;

    private readonly Dictionary<string, long> _sizes = [];

    public Uri Address => address;

    /// <returns>Null when the setting is not an http address and an Ed25519 cosignature key, with one space between them.</returns>
    public static Witness? TryParse(string setting) =>
        setting.Split(' ') is [var url, var vkey]
        && Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        && VerifierKey.TryParse(vkey) is { Type: NoteKeyType.CosignatureV1 } key
            ? new Witness(address, key)
            : null;

    /// <summary>Asks for a cosignature of the checkpoint, unless the witness gave it already.</summary>
    /// <param name="prove">From the size that the witness knows, above 0, to the checkpoint's.</param>
    /// <returns>The witness's verified signature lines; null where it gives none.</returns>
    /// <exception cref="HttpRequestException">It is away.</exception>
    public async Task<string?> CosignAsync(
        HttpClient http, Checkpoint checkpoint, string note, Func<long, Task<IReadOnlyList<byte[]>>> prove, CancellationToken stopping)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var old = _sizes.GetValueOrDefault(checkpoint.Origin);
            // A witness that saw more than this server knows of will be asked again, when the log is as long.
            if (old > checkpoint.Size)
                return null;
            var body = new StringBuilder().Append(CultureInfo.InvariantCulture, $"old {old}\n");
            foreach (var hash in old > 0 ? await prove(old) : [])
                body.Append(Convert.ToBase64String(hash)).Append('\n');
            body.Append('\n').Append(note);
            using var answer = await http.PostAsync(
                new Uri(address, "add-checkpoint"), new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToString())), stopping);
            var text = await answer.Content.ReadAsStringAsync(stopping);
            if (answer.StatusCode == HttpStatusCode.OK && text.Length <= LongestAnswer && OwnLines(note, text) is { } lines)
            {
                _sizes[checkpoint.Origin] = checkpoint.Size;
                return lines;
            }

            // It says which size it knows, and is asked again from there.
            if (answer.StatusCode != HttpStatusCode.Conflict
                || !long.TryParse(text.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var known)
                || known > checkpoint.Size)
                return null;
            _sizes[checkpoint.Origin] = known;
        }

        return null;
    }

    /// <summary>Only lines that are this witness's, and verify over this checkpoint.</summary>
    private string? OwnLines(string note, string text)
    {
        if (SignedNote.TryParse(note + text) is not { } cosigned || !key.Verify(cosigned, Ed25519.Verification))
            return null;
        return string.Concat(cosigned.Signatures
            .Where(line => line.Name == key.Name && line.KeyId == key.KeyId)
            .Select(SignedNote.Line));
    }
}
