using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Voting.Server.Exports;

/// <summary>
/// A table as CSV (RFC 4180) in UTF-8 with the mark by which spreadsheets know it. Text that a spreadsheet would take for a formula
/// (it begins with = + - @, a tab or a line end) gets an apostrophe in front (OWASP, CSV injection).
/// </summary>
public static class CsvFile
{
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture) { NewLine = "\r\n" };

    public static byte[] Write(ExportTable table)
    {
        using var file = new MemoryStream();
        using (var text = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)))
        using (var csv = new CsvWriter(text, Format))
        {
            WriteRow(csv, table.Columns);
            foreach (var row in table.Rows)
                WriteRow(csv, row);
        }

        return file.ToArray();
    }

    private static void WriteRow(CsvWriter csv, IEnumerable<object?> cells)
    {
        foreach (var cell in cells)
            csv.WriteField(cell is string text ? Harmless(text) : Convert.ToString(cell, CultureInfo.InvariantCulture));
        csv.NextRecord();
    }

    private static string Harmless(string text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? $"'{text}" : text;
}
