using System.Collections.Concurrent;
using Voting.Server.Ranking;

namespace Voting.Server.Live;

/// <summary>
/// The boards that anybody has watched since the start, as last sent. Whoever joins gets the last sent one, not a newer one:
/// the next change is a step from exactly there.
/// </summary>
public sealed class LiveBoards
{
    private readonly ConcurrentDictionary<string, Leaderboard> _sent = new();

    public IEnumerable<string> Slugs => _sent.Keys;

    public Leaderboard LastSent(string slug) => _sent[slug];

    /// <returns>The last sent board, or <paramref name="board"/>, which is it from now on.</returns>
    public Leaderboard Join(string slug, Leaderboard board) => _sent.GetOrAdd(slug, board);

    /// <summary>To be called before the message goes out, so that nobody who joins in between misses it.</summary>
    public void Send(string slug, Leaderboard board) => _sent[slug] = board;
}
