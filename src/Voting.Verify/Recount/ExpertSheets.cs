using Voting.Rules.Log;
using Voting.Rules.Panel;

namespace Voting.Verify.Recount;

/// <summary>The panel's sheets: what was committed to, and whether what was revealed is that.</summary>
public sealed class ExpertSheets
{
    private sealed class Sheet(string commitment)
    {
        public string Commitment => commitment;
        public Dictionary<int, long[]> Marks { get; } = [];
        public byte[]? Salt { get; set; }
    }

    private readonly Dictionary<string, Sheet> _sheets = [];
    private readonly HashSet<(string Expert, int Entry)> _recusals = [];

    public int Count => _sheets.Count;

    /// <summary>Decisions of organizers to set a sheet aside.</summary>
    public int Aside { get; private set; }

    public int Revealed => _sheets.Values.Count(sheet => sheet.Marks.Count > 0);

    public void Commit(long index, string expert, string commitment)
    {
        if (!_sheets.TryAdd(expert, new Sheet(commitment)))
            throw new RefusedException("sheet-repeated", $"leaf {index} is a second sheet of expert {expert}");
    }

    /// <summary>
    /// Nobody waits for this expert's sheet, or what was committed to counts no more; a further sheet counts again. What is in the open
    /// stays: nobody chooses among marks that are known.
    /// </summary>
    public void SetAside(long index, string expert)
    {
        if (_sheets.TryGetValue(expert, out var sheet) && sheet.Marks.Count > 0)
            throw new RefusedException("sheet-aside-late", $"leaf {index} sets the sheet of expert {expert} aside, which was revealed");
        _sheets.Remove(expert);
        Aside++;
    }

    public void Recuse(string expert, int entry) => _recusals.Add((expert, entry));

    public void Reveal(long index, string expert, int entry, long[] marks, byte[]? salt)
    {
        if (!_sheets.TryGetValue(expert, out var sheet))
            throw new RefusedException("reveal-without-sheet", $"leaf {index} reveals marks of expert {expert}, who had committed to none");
        if (_recusals.Contains((expert, entry)))
            throw new RefusedException("recused-marked", $"leaf {index} marks entry {entry}, of which expert {expert} was recused");
        if (!sheet.Marks.TryAdd(entry, marks) || (salt is not null && sheet.Salt is not null))
            throw new RefusedException("reveal-repeated", $"leaf {index} reveals again what expert {expert} has revealed");
        sheet.Salt ??= salt;
    }

    /// <summary>Every sheet that was opened is the one that was committed to, and has marks as the rules want them.</summary>
    /// <param name="rules">Null while nothing is sealed: then marks can not be judged yet.</param>
    public void Check(string slug, SealedRules? rules, SealedEntries entries)
    {
        foreach (var (expert, sheet) in _sheets.Where(sheet => sheet.Value.Marks.Count > 0))
        {
            if (sheet.Salt is null
                || SheetCommitment.Of(sheet.Salt, SheetCommitment.Canonical(slug, expert, sheet.Marks)) != sheet.Commitment)
                throw new RefusedException("sheet-mismatch", $"what expert {expert} revealed is not the sheet that was committed to");
            if (rules is null)
                continue;
            foreach (var (entry, marks) in sheet.Marks)
            {
                if (!entries.Has(entry))
                    throw new RefusedException("entry-unknown", $"expert {expert} marks entry {entry}, which there is not");
                if (marks.Length != rules.Criteria.Count || !rules.Criteria.Zip(marks).All(pair => pair.First.Accepts(pair.Second)))
                    throw new RefusedException("marks-invalid", $"expert {expert} gives entry {entry} marks that the criteria do not allow");
            }
        }
    }

    /// <summary>What is in the open, by entry.</summary>
    public ILookup<int, ExpertMarks> Marks() =>
        _sheets.SelectMany(sheet => sheet.Value.Marks, (sheet, marks) => (marks.Key, Marks: new ExpertMarks(sheet.Key, marks.Value)))
            .ToLookup(entry => entry.Key, entry => entry.Marks);
}
