namespace Voting.Server.Panel;

/// <summary>What one expert has noted about one entry.</summary>
/// <param name="Stance">One of the constants.</param>
/// <param name="Marks">In criterion order, in thousandths of a point; null where none is given yet.</param>
/// <param name="Reason">Of abstaining or recusal.</param>
/// <param name="Revision">Grows with every save, from 1.</param>
public sealed record EntryDraft(int Number, string Stance, IReadOnlyList<long?> Marks, string Comment, string Reason, long Revision)
{
    public const string Marking = "marks";
    public const string Abstained = "abstained";
    public const string Recused = "recused";

    /// <summary>Nothing more is to be said about the entry: marked in every criterion, abstained or recused.</summary>
    public bool IsDone => Stance != Marking || IsMarked;

    public bool IsMarked => Stance == Marking && Marks.All(mark => mark is not null);
}
