using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace NanoBms.Predictor;

/// <summary>
/// Reads samples from CSV with a heading: voltage_v, current_a, temperature_c and, where there is one, time_s (seconds); further columns
/// are passed over. An empty value or NaN is a missing one.
/// </summary>
public static class SampleCsv
{
    private const string Time = "time_s";

    private static readonly string[] Columns = ["voltage_v", "current_a", "temperature_c"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">
    /// No such file, a column missing, or a value that is no number; one sentence says where.
    /// </exception>
    public static IReadOnlyList<BatterySample> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"There is no file '{path}'.");
        }

        using var reader = new StreamReader(path);
        return Read(reader, path);
    }

    /// <summary>Reads a text; <paramref name="name"/> names it in messages.</summary>
    /// <exception cref="InvalidDataException">A column missing, or a value that is no number; one sentence says where.</exception>
    public static IReadOnlyList<BatterySample> Read(TextReader reader, string name)
    {
        using var csv = new CsvReader(
            reader, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null });
        if (!csv.Read() || !csv.ReadHeader())
        {
            throw new InvalidDataException($"'{name}' is empty; samples need the columns {string.Join(", ", Columns)}.");
        }

        int[] places = [.. Columns.Select(column => Place(csv, column))];
        if (Array.IndexOf(places, -1) is >= 0 and int missing)
        {
            throw new InvalidDataException(
                $"'{name}' has no column '{Columns[missing]}'; samples need the columns {string.Join(", ", Columns)}.");
        }

        int timePlace = Place(csv, Time);
        var samples = new List<BatterySample>();
        while (csv.Read())
        {
            double? timeS = timePlace < 0 ? null : Number(csv, timePlace, Time, name)
                ?? throw new InvalidDataException(
                    $"'{name}', line {csv.Parser.Row}: {Time} is empty; give every sample a time, or leave the column out.");
            samples.Add(new BatterySample(
                (float?)Number(csv, places[0], Columns[0], name),
                (float?)Number(csv, places[1], Columns[1], name),
                (float?)Number(csv, places[2], Columns[2], name),
                timeS is { } seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null));
        }

        return samples;
    }

    private static int Place(CsvReader csv, string column) =>
        Array.FindIndex(csv.HeaderRecord!, heading => heading.Trim().Equals(column, StringComparison.OrdinalIgnoreCase));

    private static double? Number(CsvReader csv, int place, string column, string name)
    {
        string text = csv.GetField(place)?.Trim() ?? "";
        if (text.Length == 0 || text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && Math.Abs(value) < 1e11
            ? value
            : throw new InvalidDataException($"'{name}', line {csv.Parser.Row}: '{text}' in column '{column}' is not a number.");
    }
}
