using Voting.Rules.Ballots;
using Voting.Rules.Contests;
using Voting.Rules.Log;

namespace Voting.Verify.Recount;

/// <summary>The log's leaves, one after another, each judged by what stands before it.</summary>
/// <param name="limit">Leaves from this index on do not touch the result.</param>
public sealed class Replay(string slug, ContestCourse course, PublishedTexts texts, long limit) : IDisposable
{
    /// <summary>Ballots may carry the time of another machine than the one that wrote the opening.</summary>
    private const long ClockTolerance = 10_000;

    private readonly LeafFields _leaf = new();
    private readonly byte[] _voter = new byte[VoterRecord.VoterSize];
    private long _deciding = -1;
    private readonly byte[] _key = new byte[VoterRecord.KeySize];

    public ContestCourse Course => course;

    public BallotSequences Sequences { get; } = new();

    public VoterBuckets Voters { get; } = new();

    public ReviewActs Reviews { get; } = new();

    public ExpertSheets Sheets { get; } = new();

    public long Ballots { get; private set; }

    /// <summary>Votes by entry number before the limit, those of voided ballots included.</summary>
    public Dictionary<int, long> Votes { get; } = [];

    /// <summary>Entries that left before the limit.</summary>
    public HashSet<int> Withdrawn { get; } = [];

    /// <summary>The last leaf before the last sealed result that a result depends on; -1 where there is none.</summary>
    public long LastDeciding { get; private set; } = -1;

    public void Take(long index, byte[] leaf)
    {
        if (!CanonicalJson.IsCanonical(leaf))
            throw new RefusedException("leaf-not-canonical", $"leaf {index} is not in the one form that a leaf has");
        _leaf.Set(index, leaf);
        if (_leaf.Text("c"u8) is var contest && contest != slug)
            throw new RefusedException("other-contest", $"leaf {index} is of {contest}");
        if (_leaf.Number("v"u8) != 1)
            throw new RefusedException("leaf-malformed", $"leaf {index} is of a version that is not known");
        var (at, type) = (_leaf.Number("t"u8), _leaf.Text("type"u8));
        TakeContent(index, at, type);
        _leaf.End();
        if (type is not ("phase" or "seal" or "rebuild" or "hold"))
            _deciding = index;
    }

    public void Dispose() => Voters.Dispose();

    private void TakeContent(long index, long at, string type)
    {
        switch (type)
        {
            case "ballot":
                TakeBallot(index, at);
                break;
            case "phase":
                course.Move(index, at, _leaf.Text("from"u8), _leaf.Text("to"u8));
                _leaf.Hex("by"u8, 16);
                texts.Name(index, _leaf.Hex("e"u8, 32));
                break;
            case "open":
                _leaf.Hex("kc"u8, 32);
                course.Open(index, at, _leaf.Hex("rules"u8, 32), _leaf.Hex("entries"u8, 32), _leaf.Number("opens"u8), _leaf.Number("closes"u8));
                break;
            case "amend":
                course.Amend(index, at, _leaf.Hex("old"u8, 32), _leaf.Hex("rules"u8, 32));
                _leaf.Hex("by"u8, 16);
                texts.Name(index, _leaf.Hex("e"u8, 32));
                break;
            case "close":
                course.Close(index, _leaf.Number("n"u8), Ballots);
                break;
            case "seal":
                TakeSeal(index);
                break;
            case "rebuild":
                if (_leaf.Numbers("s"u8) is not [var shard, var epoch])
                    throw _leaf.Malformed("s is no shard and epoch");
                Sequences.Rebuild(index, shard, epoch);
                break;
            case "hold" or "void" or "restore":
                TakeReview(index, type);
                break;
            default:
                TakePanel(index, type);
                break;
        }
    }

    private void TakeBallot(long index, long at)
    {
        if (!course.IsOpened)
            throw new RefusedException("ballot-before-open", $"leaf {index} is a ballot, and voting was not open");
        if (course.IsClosed)
            throw new RefusedException("ballot-after-close", $"leaf {index} is a ballot, and voting was closed");
        var rules = course.Rules[^1];
        var time = at is > -1_000_000_000_000_000 and < 200_000_000_000_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(at < 0 ? 0 : at)
            : throw _leaf.Malformed("t is no time");
        if (BallotRules.CheckTime(time, rules.OpensAt, rules.ClosesAt) is not null || at < course.OpenedAt - ClockTolerance)
            throw new RefusedException("ballot-outside-times", $"leaf {index} was accepted outside of the times of voting");
        var channel = _leaf.Text("ch"u8);
        var place = rules.Channels.TakeWhile(known => known != channel).Count();
        if (place == rules.Channels.Count)
            throw new RefusedException("channel-unknown", $"leaf {index} came by {channel}, which the rules do not have");
        if (_leaf.Numbers("s"u8) is not [var shard, var epoch, var number])
            throw _leaf.Malformed("s is no shard, epoch and number");
        _leaf.Hex("vt"u8, _voter);
        _leaf.Hex("k"u8, _key);
        var entries = TakeChoices(index, rules);
        Sequences.Take(index, new BallotSequence(shard, epoch, number));
        Voters.Add(new VoterRecord(
            _voter, _key, index, VotingPeriod.At(time, rules.Ballot, rules.Zone).Number, (byte)(course.Rules.Count - 1),
            (byte)place, entries));
        Ballots++;
        if (index >= limit)
            return;
        foreach (var entry in entries)
            Votes[entry] = Votes.GetValueOrDefault(entry) + 1;
    }

    private int[] TakeChoices(long index, SealedRules rules)
    {
        var numbers = _leaf.Numbers("w"u8);
        var entries = new int[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i > 0 && numbers[i] <= numbers[i - 1])
                throw _leaf.Malformed("w is not ascending");
            if (numbers[i] is < 1 or > int.MaxValue || !course.Entries.Has((int)numbers[i]))
                throw new RefusedException("entry-unknown", $"leaf {index} votes for entry {numbers[i]}, which there is not");
            entries[i] = (int)numbers[i];
        }

        return BallotRules.Check(entries, rules.Ballot, course.Entries.Has) is null
            ? entries
            : throw new RefusedException("choices-not-allowed", $"leaf {index} has {entries.Length} choices, which the rules do not allow");
    }

    private void TakeReview(long index, string type)
    {
        Reviews.Take(index, type, _leaf.Number("i"u8));
        _leaf.Text("r"u8);
        texts.Name(index, _leaf.Hex("e"u8, 32));
        if (_leaf.Texts("a"u8).Length == 0)
            throw _leaf.Malformed("nobody approved it");
    }

    private void TakeSeal(long index)
    {
        if (_leaf.Has("keydestroyed"u8))
        {
            if (_leaf.Number("keydestroyed"u8) != 1)
                throw _leaf.Malformed("keydestroyed is not 1");
            course.DestroyKey();
            return;
        }

        course.SealResult(index, _leaf.Hex("result"u8, 32));
        LastDeciding = _deciding;
    }

    private void TakePanel(long index, string type)
    {
        switch (type)
        {
            case "sheet" when _leaf.Has("by"u8):
                Sheets.SetAside(index, _leaf.Hex("x"u8, 16));
                _leaf.Hex("by"u8, 16);
                texts.Name(index, _leaf.Hex("e"u8, 32));
                break;
            case "sheet":
                Sheets.Commit(index, _leaf.Hex("x"u8, 16), _leaf.Hex("h"u8, 32));
                break;
            case "reveal":
                Sheets.Reveal(
                    index, _leaf.Hex("x"u8, 16), _leaf.EntryNumber("n"u8), _leaf.Numbers("m"u8),
                    _leaf.Has("salt"u8) ? Convert.FromHexString(_leaf.Hex("salt"u8, 32)) : null);
                break;
            case "recusal":
                Sheets.Recuse(_leaf.Hex("x"u8, 16), _leaf.EntryNumber("n"u8));
                texts.Name(index, _leaf.Hex("e"u8, 32));
                break;
            case "withdraw":
                if (index < limit)
                    Withdrawn.Add(_leaf.EntryNumber("n"u8));
                else
                    _leaf.EntryNumber("n"u8);
                texts.Name(index, _leaf.Hex("e"u8, 32));
                break;
            default:
                throw new RefusedException("leaf-unknown", $"leaf {index} is a {type}, which is not known here");
        }
    }
}
