namespace Voting.Rules.Log;

/// <summary>Whether an Ed25519 signature (RFC 8032) is the key's; .NET has none of its own, so callers bring what their system has.</summary>
/// <param name="key">32 bytes.</param>
/// <param name="signature">64 bytes; any other length is no signature.</param>
public delegate bool Ed25519Verification(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

/// <summary>An Ed25519 key that signs.</summary>
/// <param name="PublicKey">32 bytes.</param>
/// <param name="Sign">Message to 64 bytes; safe for concurrent use.</param>
public sealed record Ed25519Signing(byte[] PublicKey, Func<byte[], byte[]> Sign);
