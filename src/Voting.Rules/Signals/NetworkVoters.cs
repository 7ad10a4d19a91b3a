namespace Voting.Rules.Signals;

/// <summary>Who votes out of which network, or address: the first ballots of its voters.</summary>
internal sealed class NetworkVoters
{
    private const long Day = 24 * 60 * 60 * 1000;

    private readonly SignalRows _rows;
    private readonly int[] _tags;
    private readonly List<int>?[] _voters;

    public NetworkVoters(SignalRows rows, int[] tags)
    {
        (_rows, _tags) = (rows, tags);
        _voters = new List<int>?[tags.Length == 0 ? 0 : tags.Max() + 1];
        for (var row = 0; row < tags.Length; row++)
        {
            if (rows.IsFirst[row] && tags[row] != SignalRows.Unknown)
                (_voters[tags[row]] ??= []).Add(row);
        }

        var sizes = _voters.OfType<List<int>>().Select(voters => voters.Count).Order().ToArray();
        Median = sizes.Length == 0 ? 0 : sizes[sizes.Length / 2];
    }

    /// <summary>Of voters in a network that has any.</summary>
    public int Median { get; }

    public IEnumerable<List<int>> All => _voters.OfType<List<int>>();

    public int CountAt(int row) => _voters[_tags[row]]!.Count;

    /// <summary>For each network with voters for the entry, how many.</summary>
    public Dictionary<int, int> SupportersOf(int entry)
    {
        var supporters = new Dictionary<int, int>();
        foreach (var row in _rows.Of(entry))
        {
            if (_rows.IsFirst[row] && _tags[row] != SignalRows.Unknown)
                supporters[_tags[row]] = supporters.GetValueOrDefault(_tags[row]) + 1;
        }

        return supporters;
    }

    /// <summary>Of voters who had a day or more to come back, the share that did. Null where nobody had.</summary>
    public static double? Returning(SignalRows rows, IEnumerable<int> firsts)
    {
        var (all, back) = (0, 0);
        foreach (var row in firsts.Where(row => rows.Ballots[^1].At - rows.Ballots[row].At >= Day))
        {
            all++;
            back += rows.HasLater(row) ? 1 : 0;
        }

        return all == 0 ? null : (double)back / all;
    }
}
