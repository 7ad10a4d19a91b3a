namespace Voting.Server.Entries;

/// <param name="Imported">Entries in the file; saved unless it was a dry run.</param>
public sealed record ImportAnswer(int Imported, bool DryRun);

/// <param name="Row">Row of the file, the header being 1.</param>
/// <param name="Column">Name of the column; empty where the whole row or file is meant.</param>
public sealed record ImportError(int Row, string Column, string Message);
