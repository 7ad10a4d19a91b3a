using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Voting.Verify.Recount;

/// <summary><c>texts.json</c>: the texts of which leaves hold the hash, each under its SHA-256.</summary>
public sealed class PublishedTexts
{
    private static readonly JsonDocumentOptions UniqueKeys = new() { AllowDuplicateProperties = false };

    private readonly Dictionary<string, string> _texts = [];
    private readonly HashSet<string> _named = [];

    public PublishedTexts(byte[] file)
    {
        try
        {
            using var texts = JsonDocument.Parse(file, UniqueKeys);
            foreach (var text in texts.RootElement.EnumerateObject())
            {
                _texts[text.Name] = text.Value.GetString() ?? throw new JsonException("a text is null");
                if (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_texts[text.Name]))) != text.Name)
                    throw new RefusedException("text-mismatch", $"texts.json: under {text.Name} stands another text");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or EncoderFallbackException)
        {
            throw new RefusedException("texts-unreadable", $"texts.json can not be read: {e.Message}");
        }
    }

    /// <summary>All of them, by hash.</summary>
    public IReadOnlyDictionary<string, string> All => _texts;

    /// <summary>A leaf names this text: it has to be there.</summary>
    public void Name(long index, string hash)
    {
        if (!_texts.ContainsKey(hash))
            throw new RefusedException("text-missing", $"leaf {index} names the text {hash}, which texts.json has not");
        _named.Add(hash);
    }

    /// <returns>Null when no text has the hash.</returns>
    public byte[]? FindBytes(long index, string hash)
    {
        if (!_texts.TryGetValue(hash, out var text))
            return null;
        Name(index, hash);
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>In a bundle stands nothing that no leaf names.</summary>
    public void RefuseUnnamed()
    {
        if (_texts.Keys.FirstOrDefault(hash => !_named.Contains(hash)) is { } hash)
            throw new RefusedException("text-unnamed", $"texts.json has {hash}, which no leaf names");
    }
}
