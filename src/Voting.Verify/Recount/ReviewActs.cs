using Voting.Rules.Log;
using Voting.Verify.Publication;

namespace Voting.Verify.Recount;

/// <summary>
/// Holds, voids and restores of ballots. They are gathered while the log passes, and looked at afterwards ballot by ballot: only
/// tiles with such ballots are read again.
/// </summary>
public sealed class ReviewActs
{
    private enum Kind
    {
        Hold,
        Void,
        Restore,
    }

    private readonly List<(long Ballot, long Index, Kind Kind)> _acts = [];

    /// <summary>Ballots that do not count, at the end of the log.</summary>
    public long Voided { get; private set; }

    /// <summary>Ballots that count and are under review, at the end of the log.</summary>
    public long Held { get; private set; }

    public void Take(long index, string type, long ballot)
    {
        if (ballot < 0 || ballot >= index)
            throw new RefusedException("review-of-future", $"leaf {index} is a {type} of leaf {ballot}, which does not stand before it");
        _acts.Add((ballot, index, type switch { "hold" => Kind.Hold, "void" => Kind.Void, _ => Kind.Restore }));
    }

    /// <param name="limit">Acts from this index on do not touch the result.</param>
    /// <param name="readTile">A tile of the log, which has the right root.</param>
    /// <param name="withdrawVotes">Called with the choices of each ballot that is voided before the limit.</param>
    public async Task SettleAsync(long limit, Func<long, Task<IReadOnlyList<byte[]>>> readTile, Action<int[]> withdrawVotes)
    {
        _acts.Sort();
        var (number, tile) = (-1L, (IReadOnlyList<byte[]>)[]);
        foreach (var ofBallot in _acts.GroupBy(act => act.Ballot))
        {
            if (ofBallot.Key / Tile.FullWidth != number)
                (number, tile) = (ofBallot.Key / Tile.FullWidth, await readTile(ofBallot.Key / Tile.FullWidth));
            var leaf = tile[(int)(ofBallot.Key % Tile.FullWidth)];
            var fields = new LeafFields();
            fields.Set(ofBallot.Key, leaf);
            if (fields.Text("type"u8) != "ballot")
                throw new RefusedException("review-of-no-ballot", $"leaf {ofBallot.First().Index} reviews leaf {ofBallot.Key}, which is no ballot");

            Kind? state = null, stateAtLimit = null;
            foreach (var (_, index, kind) in ofBallot)
            {
                state = Next(state, kind, index);
                stateAtLimit = index < limit ? state : stateAtLimit;
            }

            if (stateAtLimit == Kind.Void)
                withdrawVotes([.. fields.Numbers("w"u8).Select(entry => (int)entry)]);
            Voided += state == Kind.Void ? 1 : 0;
            Held += state == Kind.Hold ? 1 : 0;
        }
    }

    private static Kind? Next(Kind? state, Kind act, long index) => (state, act) switch
    {
        (null, Kind.Restore) => throw new RefusedException("restore-without-void", $"leaf {index} restores a ballot that was neither held nor voided"),
        (Kind.Void, Kind.Void) => throw new RefusedException("void-repeated", $"leaf {index} voids a ballot that is voided already"),
        (Kind.Hold or Kind.Void, Kind.Hold) => throw new RefusedException("hold-repeated", $"leaf {index} holds a ballot that is held or voided already"),
        (_, Kind.Restore) => null,
        _ => act,
    };
}
