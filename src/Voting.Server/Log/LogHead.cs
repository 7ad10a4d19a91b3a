namespace Voting.Server.Log;

/// <summary>The end of a contest's log: the row that is locked to extend it.</summary>
/// <param name="Acts">Leaves that are not ballots.</param>
/// <param name="Epochs">One a shard of the ballot box; what was admitted under another one is not recorded.</param>
/// <param name="State"><see cref="Shut"/> before opening, <see cref="Open"/> while ballots are recorded, <see cref="Closed"/> after.</param>
public sealed record LogHead(
    long ContestId, string Slug, string Origin, long Size, long Acts, byte[] Frontier, IReadOnlyList<int> Epochs, string State)
{
    public const string Shut = "shut";
    public const string Open = "open";
    public const string Closed = "closed";

    public long Ballots => Size - Acts;
}
