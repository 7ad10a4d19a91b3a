using System.Buffers;

namespace Voting.Rules.Log;

/// <summary>
/// The leaves of the public log as UTF-8 canonical JSON. Times are Unix milliseconds, hashes 64 and pseudonyms
/// 32 lowercase hex digits. Content that cannot be a leaf throws <see cref="ArgumentException"/>: it is our own fault.
/// </summary>
public static class Leaf
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <param name="rules">Hash of the sealed <c>rules.json</c>.</param>
    /// <param name="entries">Hash of the published <c>entries.json</c>.</param>
    /// <param name="keyCommitment">SHA-256 of <c>key-commit/v1\0</c> and the contest's key.</param>
    public static byte[] Open(
        string slug, long at, string rules, string entries, string keyCommitment, long opensAt, long closesAt) =>
        New("open", slug, at)
            .Add("rules", Hex(rules, 64))
            .Add("entries", Hex(entries, 64))
            .Add("kc", Hex(keyCommitment, 64))
            .Add("opens", opensAt)
            .Add("closes", closesAt)
            .ToBytes();

    /// <param name="channel">How the voter is known: <c>device</c>, <c>phone</c>, <c>wechat</c>, <c>code</c>.</param>
    /// <param name="keyHash">First 8 bytes of SHA-256(Idempotency-Key): 16 hex digits.</param>
    /// <param name="entries">Distinct entry numbers from 1, in any order; the leaf has them ascending.</param>
    public static byte[] Ballot(
        string slug, long at, string channel, string keyHash, BallotSequence sequence, string voter, IEnumerable<int> entries) =>
        New("ballot", slug, at)
            .Add("ch", channel)
            .Add("k", Hex(keyHash, 16))
            .Add("s", new[] { sequence.Shard, sequence.Epoch, sequence.Number })
            .Add("vt", Hex(voter, 32))
            .Add("w", Ascending(entries))
            .ToBytes();

    /// <param name="by">The actor's pseudonym.</param>
    /// <param name="reason">Hash of the reason's text.</param>
    public static byte[] Phase(string slug, long at, string from, string to, string by, string reason) =>
        New("phase", slug, at).Add("from", from).Add("to", to).Add("by", by).Add("e", Hex(reason, 64)).ToBytes();

    /// <param name="counted">Ballots in the log, voided ones included.</param>
    public static byte[] Close(string slug, long at, long counted) => New("close", slug, at).Add("n", counted).ToBytes();

    /// <param name="commitment">SHA-256 of a 32-byte salt and the canonical sheet.</param>
    public static byte[] Sheet(string slug, long at, string expert, string commitment) =>
        New("sheet", slug, at).Add("x", expert).Add("h", Hex(commitment, 64)).ToBytes();

    /// <summary>
    /// An organizer's decision that an expert's sheet, submitted or not, is set aside: nobody waits for it. A further sheet of the same
    /// expert counts again.
    /// </summary>
    /// <param name="by">The actor's pseudonym.</param>
    /// <param name="reason">Hash of the reason's text.</param>
    public static byte[] SheetAside(string slug, long at, string expert, string by, string reason) =>
        New("sheet", slug, at).Add("x", expert).Add("by", by).Add("e", Hex(reason, 64)).ToBytes();

    /// <param name="marks">Thousandths of a mark, in the order of the criteria.</param>
    /// <param name="salt">The sheet's salt, 64 hex digits, on the reveal that carries it.</param>
    public static byte[] Reveal(string slug, long at, string expert, int entry, IEnumerable<long> marks, string? salt = null)
    {
        var leaf = New("reveal", slug, at).Add("x", expert).Add("n", EntryNumber(entry)).Add("m", marks);
        return (salt is null ? leaf : leaf.Add("salt", Hex(salt, 64))).ToBytes();
    }

    /// <param name="ballot">Log index of the ballot.</param>
    /// <param name="rule">Id of the rule that found it, or <c>manual</c>.</param>
    /// <param name="reason">Hash of the reason's text.</param>
    /// <param name="approvers">Pseudonyms of who approved.</param>
    public static byte[] Hold(string slug, long at, long ballot, string rule, string reason, IEnumerable<string> approvers) =>
        Review("hold", slug, at, ballot, rule, reason, approvers);

    /// <summary>As <see cref="Hold"/>: the ballot counts no more.</summary>
    public static byte[] Void(string slug, long at, long ballot, string rule, string reason, IEnumerable<string> approvers) =>
        Review("void", slug, at, ballot, rule, reason, approvers);

    /// <summary>As <see cref="Hold"/>: a held or voided ballot counts again.</summary>
    public static byte[] Restore(string slug, long at, long ballot, string rule, string reason, IEnumerable<string> approvers) =>
        Review("restore", slug, at, ballot, rule, reason, approvers);

    /// <summary>An expert does not mark this entry.</summary>
    public static byte[] Recusal(string slug, long at, string expert, int entry, string reason) =>
        New("recusal", slug, at).Add("x", expert).Add("n", EntryNumber(entry)).Add("e", Hex(reason, 64)).ToBytes();

    /// <param name="old">Hash of the rules that stood.</param>
    /// <param name="rules">Hash of the rules that stand from here on.</param>
    /// <param name="by">The actor's pseudonym.</param>
    public static byte[] Amend(string slug, long at, string old, string rules, string by, string reason) =>
        New("amend", slug, at).Add("old", Hex(old, 64)).Add("rules", Hex(rules, 64)).Add("by", by).Add("e", Hex(reason, 64)).ToBytes();

    /// <summary>An entry leaves; its ballots stay, listed and unranked.</summary>
    public static byte[] Withdraw(string slug, long at, int entry, string reason) =>
        New("withdraw", slug, at).Add("n", EntryNumber(entry)).Add("e", Hex(reason, 64)).ToBytes();

    /// <param name="result">Hash of the published <c>result.json</c>.</param>
    public static byte[] Seal(string slug, long at, string result) => New("seal", slug, at).Add("result", Hex(result, 64)).ToBytes();

    /// <summary>The contest's key is destroyed: nobody can tell any more who is behind a pseudonym.</summary>
    public static byte[] KeyDestroyed(string slug, long at) => New("seal", slug, at).Add("keydestroyed", 1).ToBytes();

    /// <param name="epoch">The shard's new epoch.</param>
    public static byte[] Rebuild(string slug, long at, long shard, long epoch) =>
        New("rebuild", slug, at).Add("s", new[] { shard, epoch }).ToBytes();

    private static byte[] Review(
        string type, string slug, long at, long ballot, string rule, string reason, IEnumerable<string> approvers) =>
        New(type, slug, at)
            .Add("i", ballot >= 0 ? ballot : throw new ArgumentException($"There is no index {ballot}.", nameof(ballot)))
            .Add("r", rule)
            .Add("e", Hex(reason, 64))
            .Add("a", approvers)
            .ToBytes();

    private static CanonicalObject New(string type, string slug, long at) =>
        new CanonicalObject().Add("c", slug).Add("t", at).Add("type", type).Add("v", 1);

    private static long[] Ascending(IEnumerable<int> entries)
    {
        var numbers = entries.Select(EntryNumber).Order().ToArray();
        return numbers.Length > 0 && numbers.Distinct().Count() == numbers.Length
            ? numbers
            : throw new ArgumentException("A ballot names at least one entry, and none twice.", nameof(entries));
    }

    private static long EntryNumber(int entry) =>
        entry >= 1 ? entry : throw new ArgumentException($"Entry numbers start at 1, not {entry}.", nameof(entry));

    private static string Hex(string value, int digits) =>
        value.Length == digits && !value.AsSpan().ContainsAnyExcept(HexDigits)
            ? value
            : throw new ArgumentException($"Not {digits} lowercase hex digits.", nameof(value));
}
