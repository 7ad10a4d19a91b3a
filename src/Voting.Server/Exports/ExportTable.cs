namespace Voting.Server.Exports;

/// <summary>A table as spreadsheets know them.</summary>
/// <param name="Name">Sheet and file name, ASCII.</param>
/// <param name="Rows">Cells in the order of the columns: text, whole or decimal numbers, or null for an empty one.</param>
public sealed record ExportTable(string Name, IReadOnlyList<string> Columns, IEnumerable<IReadOnlyList<object?>> Rows);
