namespace Voting.Benchmarks;

/// <summary>What every voter of a filled box has cast.</summary>
public sealed record BoxShape(int BallotsPerVoter, int VotesPerBallot)
{
    public const int Entries = 150;

    public static IReadOnlyList<BoxShape> All { get; } = [new(1, 3), new(3, 1)];

    public string Name => $"{BallotsPerVoter} x {VotesPerBallot}";

    public string Words => $"{BallotsPerVoter} ballot(s) of {VotesPerBallot} vote(s) a voter";

    /// <summary>JSON of the entries of ballot n, in SQL: spread over all of them, ascending, and another one in each ballot of a voter.</summary>
    public string EntriesSql => VotesPerBallot == 1
        ? $"format('[%s]', n % {Entries} + 1)"
        : $"format('[%s,%s,%s]', n % {Entries / 3} + 1, n % {Entries / 3} + {(Entries / 3) + 1}, n % {Entries / 3} + {(Entries / 3 * 2) + 1})";
}
