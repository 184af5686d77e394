using System.Text;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Text;

/// <summary>Files that are no logs in text, by their first bytes, and the way from them to one.</summary>
internal static class ForeignFiles
{
    private static readonly (byte[] Start, string Advice)[] Known =
    [
        ([.. "PK\u0003\u0004"u8], "is a spreadsheet (.xlsx, .ndax) or a zip; unpack it, or save the sheet of the records as CSV"),
        ([0xD0, 0xCF, 0x11, 0xE0], "is an old Excel workbook (.xls); save the sheet of the records as CSV"),
        ([0x1F, 0x8B], "is packed with gzip; unpack it first"),
        ([.. "BZh"u8], "is packed with bzip2; unpack it first"),
        ([0xFD, (byte)'7', (byte)'z'], "is packed with xz; unpack it first"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], "is a 7-Zip archive; unpack it first"),
        ([.. "SQLite format 3"u8],
            "is an SQLite database (Home Assistant's recorder?); export the history of the battery's sensors as CSV"),
        ([.. "PAR1"u8], "is a Parquet file; save the table as CSV"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'],
            "is an HDF5 file; save time, voltage, current and temperature as CSV or as a MAT-file with save(.., '-v7')"),
        ([.. "BIO-LOGIC MODULAR FILE"u8], "is EC-Lab's binary form (.mpr); export it as text (.mpt) in EC-Lab or BT-Lab"),
        ([0, 1, 0, 0, .. "Standard Jet DB"u8], "is an Access database (Arbin .res); export the channel as CSV in MITS"),
        ([0, 1, 0, 0, .. "Standard ACE DB"u8], "is an Access database; export its table as CSV"),
        ([.. "NEWARE"u8], "is Neware's binary form (.nda); export the records as CSV in BTSDA"),
        ([.. "%PDF"u8], "is a PDF; export the log itself as CSV"),
        ([.. "TDSm"u8], "is a LabVIEW TDMS file; save its channels as CSV"),
    ];

    /// <summary>Refuses a file that is no text.</summary>
    /// <exception cref="UserError">With the way to a file that import reads.</exception>
    public static void Refuse(string path, ReadOnlySpan<byte> head)
    {
        foreach ((byte[] start, string advice) in Known)
        {
            if (head.StartsWith(start))
            {
                throw new UserError($"'{path}' {advice}.");
            }
        }

        Encoding encoding = TextFile.FindEncoding(head);
        int controls = 0;
        foreach (char letter in encoding.GetString(head))
        {
            controls += letter < ' ' && letter is not ('\t' or '\r' or '\n' or '\f') ? 1 : 0;
        }

        if (controls > 4 + head.Length / 200)
        {
            throw new UserError(
                $"'{path}' is no text; import reads CSV and other tables in text, MAT-files and ThingSpeak's JSON: export the log as CSV.");
        }
    }
}
