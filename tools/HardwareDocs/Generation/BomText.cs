using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using NanoBms.HardwareDocs.Wirings;

namespace NanoBms.HardwareDocs.Generation;

/// <summary>Writes the bill of materials as CSV; equal parts share a row.</summary>
public static class BomText
{
    /// <summary>The file's text.</summary>
    public static string Write(Wiring wiring)
    {
        using var text = new StringWriter();
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }))
        {
            void Row(params string[] fields)
            {
                foreach (string field in fields)
                {
                    csv.WriteField(field);
                }

                csv.NextRecord();
            }

            Row("reference", "value", "maker", "maker's part number", "number seen in", "alternative", "quantity", "note");
            foreach (var rows in wiring.Parts.GroupBy(part => (part.PartNumber, Value: Nets.Value(wiring, part), part.Option)))
            {
                Part first = rows.First();
                string[] notes = [.. rows.Select(part => part.Note).Distinct()];
                string note = (first.Option ? "option; " : "")
                    + (notes.Length == 1 ? notes[0] : string.Join("; ", rows.Select(part => $"{part.Reference}: {part.Note}")));
                Row(
                    string.Join(' ', rows.Select(part => part.Reference)), rows.Key.Value, first.Maker, first.PartNumber,
                    first.Checked, first.Alternative, rows.Count().ToString(CultureInfo.InvariantCulture), note.TrimEnd(' ', ';'));
            }
        }

        return text.ToString();
    }
}
