using System.Security.Cryptography;
using System.Text.Json;
using Voting.Rules.Contests;

namespace Voting.Verify.Recount;

/// <summary>The acts that a contest is made of, in the order of the log: phases, opening, amended rules, closing, seals.</summary>
public sealed class ContestCourse(string slug, byte[]? rulesFile, byte[]? entriesFile, PublishedTexts texts)
{
    private readonly List<SealedRules> _rules = [];
    private byte[] _standing = [];
    private DateTimeOffset _publishedAt;

    public ContestPhase Phase { get; private set; } = ContestPhase.Draft;

    public long OpenedAt { get; private set; }

    public bool IsOpened { get; private set; }

    public bool IsClosed { get; private set; }

    public bool IsKeyDestroyed { get; private set; }

    /// <summary>The sealed rules, and those of each amendment.</summary>
    public IReadOnlyList<SealedRules> Rules => _rules;

    /// <summary>Of the rules that stand; empty until voting is opened.</summary>
    public string RulesHash { get; private set; } = "";

    /// <summary>Set by the opening.</summary>
    public SealedEntries Entries { get; private set; } = new("[]"u8.ToArray());

    /// <summary>The last sealed result; null until there is one.</summary>
    public (long Index, string Hash)? Seal { get; private set; }

    public void Move(long index, long at, string from, string to)
    {
        if (ContestPhases.FromWire(from) is not { } was || ContestPhases.FromWire(to) is not { } next
            || was != Phase || !ContestPhases.IsLegalMove(was, next))
            throw new RefusedException("phase-illegal", $"leaf {index} moves from {from} to {to}, the contest was {Phase.ToWire()}");
        Phase = next;
        if (next is ContestPhase.Published or ContestPhase.Archived)
            KeepPublicity(index, at);
    }

    public void Open(long index, long at, string rules, string entries, long opens, long closes)
    {
        if (IsOpened)
            throw new RefusedException("open-repeated", $"leaf {index} opens voting a second time");
        if (Phase != ContestPhase.Voting)
            throw new RefusedException("phase-illegal", $"leaf {index} opens voting while the contest is {Phase.ToWire()}");
        var sealedRules = UseRules(index, rules);
        if (entriesFile is null)
            throw new RefusedException("missing-file", "entries.json is not there");
        if (HashOf(entriesFile) != entries)
            throw new RefusedException("entries-mismatch", $"entries.json is not the file that leaf {index} names");
        if ((sealedRules.OpensAt.ToUnixTimeMilliseconds(), sealedRules.ClosesAt.ToUnixTimeMilliseconds()) != (opens, closes) || opens >= closes)
            throw new RefusedException("open-mismatch", $"leaf {index} has other times of opening and closing than rules.json");
        if (at < opens)
            throw new RefusedException("opened-early", $"leaf {index} opens voting before its time");
        Entries = new SealedEntries(entriesFile);
        if (Entries.Numbers.FirstOrDefault(number => sealedRules.Groups.All(group => group.Code != Entries.GroupOf(number))) is > 0 and var lost)
            throw new RefusedException("entries-unreadable", $"entry {lost} is of no group");
        (IsOpened, OpenedAt) = (true, at);
    }

    /// <summary>The rules that stand give way to others, which differ in nothing but what an amendment may change at this time.</summary>
    public void Amend(long index, long at, string old, string rules)
    {
        if (!IsOpened || old != RulesHash)
            throw new RefusedException("amend-mismatch", $"leaf {index} amends other rules than those that stand");
        var (before, closesAt) = (_standing, _rules[^1].ClosesAt);
        UseRules(index, rules);
        foreach (var change in ChangesSince(index, before))
        {
            if (Amendments.WhyNot(change, Phase) is { } problem)
                throw new RefusedException("amend-forbidden", $"leaf {index} changes {change.Field}, which it must not: {problem}");
            if (change.Field == Amendments.ClosesAt && at >= closesAt.ToUnixTimeMilliseconds())
                throw new RefusedException("amend-forbidden", $"leaf {index} puts off the end of voting when it was over");
        }
    }

    public void Close(long index, long counted, long ballots)
    {
        if (!IsOpened)
            throw new RefusedException("close-before-open", $"leaf {index} closes what was not opened");
        if (IsClosed)
            throw new RefusedException("close-repeated", $"leaf {index} closes voting a second time");
        if (counted != ballots)
            throw new RefusedException("close-count-mismatch", $"leaf {index} counts {counted} ballots, the log has {ballots}");
        IsClosed = true;
    }

    public void SealResult(long index, string hash) => Seal = (index, hash);

    public void DestroyKey() => IsKeyDestroyed = true;

    /// <summary>Nothing is missing that belongs to the phase the contest has reached.</summary>
    public void End()
    {
        if (Phase >= ContestPhase.Voting && !IsOpened)
            throw new RefusedException("open-missing", $"the contest is {Phase.ToWire()}, and voting was never opened");
        if (Phase >= ContestPhase.Reviewing && !IsClosed)
            throw new RefusedException("close-missing", $"the contest is {Phase.ToWire()}, and voting was never closed");
        if (Phase >= ContestPhase.Published && Seal is null)
            throw new RefusedException("seal-missing", $"the contest is {Phase.ToWire()}, and no result was sealed");
    }

    public static string HashOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    /// <summary>The rules with this hash are the published file or, where they were amended, a published text.</summary>
    private SealedRules UseRules(long index, string hash)
    {
        if (rulesFile is null)
            throw new RefusedException("missing-file", "rules.json is not there");
        // Rules that come back after another amendment stand in both places.
        var text = texts.FindBytes(index, hash);
        var file = HashOf(rulesFile) == hash ? rulesFile : text;
        if (file is null)
            throw new RefusedException("rules-mismatch", $"rules.json is not the file that leaf {index} names");
        var rules = SealedRules.Read(file);
        if (rules.Contest != slug)
            throw new RefusedException("other-contest", $"the rules are those of {rules.Contest}");
        if (_rules.Count == byte.MaxValue)
            throw new RefusedException("amend-mismatch", "the rules were amended more often than can be");
        _rules.Add(rules);
        (RulesHash, _standing) = (hash, file);
        return rules;
    }

    private IReadOnlyList<RuleChange> ChangesSince(long index, byte[] before)
    {
        try
        {
            return RuleChange.Between(before, _standing);
        }
        catch (JsonException e)
        {
            throw new RefusedException("rules-unreadable", $"the rules of leaf {index} can not be read: {e.Message}");
        }
    }

    /// <summary>The result stands open to objections as long as the rules promise.</summary>
    private void KeepPublicity(long index, long at)
    {
        if (at is < -62_135_596_800_000 or > 253_402_300_799_999)
            throw new RefusedException("leaf-malformed", $"leaf {index}: t is no time");
        var time = DateTimeOffset.FromUnixTimeMilliseconds(at);
        if (Phase == ContestPhase.Published)
            _publishedAt = time;
        else if (_rules is [.., { Publicity: { } publicity } rules] && time < publicity.EndsAt(_publishedAt, rules.Zone))
            throw new RefusedException("archived-early", $"leaf {index} archives the contest before its publicity period ends");
    }
}
