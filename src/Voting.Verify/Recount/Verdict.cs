using System.Globalization;
using System.Text;
using Voting.Rules.Contests;
using Voting.Rules.Log;
using Voting.Rules.Ranking;

namespace Voting.Verify.Recount;

/// <summary>What holds.</summary>
/// <param name="Voters">Different pseudonyms.</param>
/// <param name="Missing">Ballots that later ones have overtaken on their way into the log.</param>
/// <param name="Earlier">How many kept checkpoints it continues.</param>
/// <param name="Standings">Empty until voting was opened.</param>
public sealed record Verdict(
    SignedHead Head, Replay Replay, long Voters, long Missing, int Earlier, IReadOnlyList<GroupRanking> Standings,
    IReadOnlyDictionary<string, string> Texts)
{
    public bool HasResult => Replay.Course.Seal is not null;

    /// <param name="board">What was found out about the server's board; null where there is none.</param>
    public string ToReport(string? board = null)
    {
        var (checkpoint, course) = (Head.Checkpoint, Replay.Course);
        var report = new StringBuilder();
        report.Append(HasResult ? "verified: the published result is what the log and the sealed rules give\n" : "consistent so far: everything that is published fits together\n");
        Line("log", checkpoint.Origin);
        Line("leaves", $"{checkpoint.Size:N0}, root {Convert.ToBase64String(checkpoint.Root)}");
        foreach (var key in Head.Keys)
            Line("signed by", $"{key.Name} {key.KeyId:x8} ({(key.Type == NoteKeyType.EcdsaP256 ? "ECDSA P-256" : key.Type)})");
        Line("origin", Head.IsPinned ? "the key is the one you gave" : "not proven: the key came with the log; give --vkey from a place you trust");
        if (Earlier > 0)
            Line("since", $"{Earlier} earlier checkpoint(s) are the beginning of this log");
        Line("phase", course.Phase.ToWire() + (course.IsKeyDestroyed ? ", the key behind the pseudonyms was destroyed" : ""));
        Line("ballots", $"{Replay.Ballots:N0} of {Voters:N0} voters; {Replay.Reviews.Voided:N0} voided, {Replay.Reviews.Held:N0} held");
        Line("votes", $"{Replay.Votes.Values.Sum():N0}");
        if (Replay.Sheets.Count > 0)
            Line("experts", $"{Replay.Sheets.Count} sheets, {Replay.Sheets.Revealed} revealed and as committed");
        if (Replay.Sheets.Aside > 0)
            Line("note", $"an organizer set a sheet aside {Replay.Sheets.Aside} time(s); the reasons stand in texts.json");
        if (Missing > 0)
            Line("note", $"{Missing} ballot(s) are still on their way: later ones are in the log already");
        if (board is not null)
            Line("board", board);
        foreach (var group in Standings)
        {
            report.Append('\n').Append(group.Group).Append('\n');
            foreach (var row in group.Rows.Take(10))
                report.Append("  ").Append(ResultRow.Of(row)).Append('\n');
            if (group.Rows.Count > 10)
                report.Append(CultureInfo.InvariantCulture, $"  … and {group.Rows.Count - 10} more\n");
        }

        return report.ToString();

        void Line(string name, string text) => report.Append(name.PadRight(11)).Append(text).Append((char)10);
    }
}
