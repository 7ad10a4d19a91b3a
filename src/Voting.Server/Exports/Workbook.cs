using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Voting.Server.Exports;

/// <summary>
/// Tables as the sheets of one XLSX file. Text is stored as text, so that no spreadsheet takes it for a formula, without the control
/// characters that XML does not allow.
/// </summary>
public static class Workbook
{
    private const int LongestCell = 32_767;

    public static byte[] Write(IReadOnlyList<ExportTable> tables)
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            var sheets = new Sheets();
            for (var i = 0; i < tables.Count; i++)
            {
                var part = workbook.AddNewPart<WorksheetPart>();
                WriteSheet(part, tables[i]);
                sheets.Append(new Sheet { Id = workbook.GetIdOfPart(part), SheetId = (uint)(i + 1), Name = tables[i].Name });
            }

            workbook.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(sheets);
        }

        return file.ToArray();
    }

    /// <summary>Row by row: a sheet is never in memory as objects.</summary>
    private static void WriteSheet(WorksheetPart part, ExportTable table)
    {
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        writer.WriteStartElement(new SheetData());
        WriteRow(writer, table.Columns);
        foreach (var row in table.Rows)
            WriteRow(writer, row);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void WriteRow(OpenXmlWriter writer, IEnumerable<object?> cells)
    {
        writer.WriteStartElement(new Row());
        foreach (var cell in cells)
            writer.WriteElement(CellOf(cell));
        writer.WriteEndElement();
    }

    private static Cell CellOf(object? value) => value switch
    {
        null => new Cell(),
        string text => new Cell
        {
            DataType = CellValues.InlineString,
            InlineString = new InlineString(new Text(Allowed(text)) { Space = SpaceProcessingModeValues.Preserve }),
        },
        _ => new Cell { CellValue = new CellValue(Convert.ToString(value, CultureInfo.InvariantCulture)!) },
    };

    private static string Allowed(string text)
    {
        var allowed = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value is '\t' or '\n' or '\r' or >= ' ' and not (0xFFFE or 0xFFFF))
                allowed.Append(rune.ToString());
        return allowed.Length > LongestCell ? allowed.ToString(0, LongestCell) : allowed.ToString();
    }
}
