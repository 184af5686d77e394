using System.Globalization;
using System.Text;
using NanoBms.Foundation;

namespace NanoBms.Models.Arrays;

/// <summary>
/// A plain table of numbers: a row a line, separated by commas, semicolons, tabs or spaces; one line of headings may come first.
/// </summary>
internal static class NumberTable
{
    private static readonly char[] Separators = [',', ';', '\t', ' '];

    /// <summary>Reads the table.</summary>
    /// <param name="bytes">The file's content, UTF-8.</param>
    /// <param name="file">Name of the file, for messages.</param>
    /// <exception cref="UserError">A line holds no numbers, or another number of them.</exception>
    public static NumberArray Parse(byte[] bytes, string file)
    {
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        var values = new List<double>();
        int width = 0, rows = 0, number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            string text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            double[]? row = Row(text);
            if (row is null && rows == 0 && width == 0)
            {
                // Headings; a second line of them is none.
                width = -1;
                continue;
            }

            if (row is null || (rows > 0 && row.Length != width))
            {
                throw new UserError(
                    $"Line {number} of {file} is "
                        + (row is null ? "no row of numbers" : $"a row of {row.Length} numbers after rows of {width}")
                        + "; give a table of numbers alone, as many in each line.");
            }

            width = row.Length;
            values.AddRange(row);
            rows++;
        }

        return rows > 0
            ? new NumberArray([rows, width], [.. values])
            : throw new UserError($"{file} holds no numbers; give a .npy file or a table of numbers.");
    }

    private static double[]? Row(string line)
    {
        char separator = Array.Find(Separators, line.Contains);
        string[] fields = separator == '\0'
            ? [line]
            : line.Split(separator, separator == ' '
                ? StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.TrimEntries);
        var row = new double[fields.Length];
        for (int k = 0; k < row.Length; k++)
        {
            if (!double.TryParse(fields[k], NumberStyles.Float, CultureInfo.InvariantCulture, out row[k]))
            {
                return null;
            }
        }

        return row;
    }
}
