using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using NanoBms.Foundation;

namespace NanoBms.ModelTrainer.Importing;

/// <summary>Reads recorded logs: MAT-files of the Panasonic set, CSV tables, ThingSpeak exports as CSV or JSON.</summary>
internal static class LogReader
{
    /// <summary>What columns are called, by what they hold.</summary>
    private static readonly string[][] KnownNames =
    [
        ["time_s", "time", "seconds", "timestamp", "created_at", "date"],
        ["voltage_v", "voltage", "v", "field1"],
        ["current_a", "current", "i", "field2"],
        ["temperature_c", "temperature", "battery_temp_degc", "temp", "t", "field3"],
        ["charge_ah", "ah", "charge"],
    ];

    private static readonly string[] Quantities = ["time", "voltage", "current", "temperature", "charge"];

    /// <summary>Reads a file by its extension.</summary>
    /// <param name="path">A .mat, .csv or .json file.</param>
    /// <param name="columns">Names of columns that the user gives, by "time", "voltage", "current", "temperature", "charge".</param>
    /// <exception cref="UserError">A file that cannot be used; the message says why and what to do.</exception>
    public static RecordedLog Read(string path, IReadOnlyDictionary<string, string> columns)
    {
        if (!File.Exists(path))
        {
            throw new UserError($"There is no file '{path}'.");
        }

        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".mat" => FromMat(path),
            ".csv" or ".txt" => FromCsv(path, columns),
            ".json" => FromThingSpeakJson(path),
            _ => throw new UserError($"'{path}' has no known extension; import reads .mat, .csv and .json."),
        };
    }

    private static RecordedLog FromMat(string path)
    {
        IReadOnlyDictionary<string, double[]> arrays = MatFile.Read(path);
        double[] Array(string name) => arrays.TryGetValue("meas." + name, out double[]? values)
            ? values
            : throw new UserError($"'{path}' has no array 'meas.{name}'; import reads the MAT-files of the Panasonic 18650PF set.");
        var log = new RecordedLog(path, Array("Time"), Array("Voltage"), Array("Current"), Array("Battery_Temp_degC"), Array("Ah"));
        return log.TimeS.Length == log.VoltageV.Length && log.TimeS.Length == log.CurrentA.Length
            && log.TimeS.Length == log.TemperatureC.Length && log.TimeS.Length == log.ChargeAh!.Length
            ? log
            : throw new UserError($"'{path}': the arrays of 'meas' differ in length; the file is damaged.");
    }

    private static RecordedLog FromCsv(string path, IReadOnlyDictionary<string, string> columns)
    {
        using var reader = new StreamReader(path);
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null });
        if (!csv.Read() || !csv.ReadHeader())
        {
            throw new UserError($"'{path}' is empty.");
        }

        string[] header = [.. csv.HeaderRecord!.Select(name => name.Trim())];
        var places = new int[Quantities.Length];
        for (int k = 0; k < places.Length; k++)
        {
            string[] names = columns.TryGetValue(Quantities[k], out string? given) ? [given] : KnownNames[k];
            places[k] = names.Select(name => Array.FindIndex(header, column => column.Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(place => place >= 0, -1);
            bool needed = Quantities[k] != "charge" || given is not null;
            if (needed && places[k] < 0)
            {
                throw new UserError(
                    $"'{path}' has no column for {Quantities[k]} ({string.Join(", ", names)}); it has {string.Join(", ", header)}: name the right one with --columns {Quantities[k]}=NAME.");
            }
        }

        List<double>[] values = [.. Quantities.Select(_ => new List<double>())];
        while (csv.Read())
        {
            string?[] texts = [.. places.Select(place => place < 0 ? null : csv.GetField(place))];

            // A channel's entry without a reading is no error: that sample is missing.
            if (texts.Skip(1).Take(3).All(string.IsNullOrWhiteSpace))
            {
                continue;
            }

            for (int k = 0; k < places.Length; k++)
            {
                if (places[k] >= 0)
                {
                    values[k].Add(k == 0 ? Time(texts[0], path, csv.Parser.Row) : Number(texts[k], header[places[k]], path, csv.Parser.Row));
                }
            }
        }

        return new RecordedLog(path, [.. values[0]], [.. values[1]], [.. values[2]], [.. values[3]], places[4] < 0 ? null : [.. values[4]]);
    }

    private static RecordedLog FromThingSpeakJson(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("feeds", out JsonElement feeds) || feeds.ValueKind != JsonValueKind.Array)
            {
                throw new UserError($"'{path}' has no 'feeds'; import reads the JSON that a ThingSpeak channel gives.");
            }

            List<double>[] values = [[], [], [], []];
            int entry = 0;
            foreach (JsonElement feed in feeds.EnumerateArray())
            {
                entry++;
                string? Text(string name) => feed.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
                string?[] texts = [Text("created_at"), Text("field1"), Text("field2"), Text("field3")];
                if (texts.Skip(1).All(string.IsNullOrWhiteSpace))
                {
                    continue;
                }

                values[0].Add(Time(texts[0], path, entry));
                for (int k = 1; k < 4; k++)
                {
                    values[k].Add(Number(texts[k], $"field{k}", path, entry));
                }
            }

            return new RecordedLog(path, [.. values[0]], [.. values[1]], [.. values[2]], [.. values[3]], null);
        }
        catch (JsonException exception)
        {
            throw new UserError($"'{path}' is not JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Seconds, or a date and time, which counts from 1970.</summary>
    private static double Time(string? text, string path, int line)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && double.IsFinite(seconds))
        {
            return seconds;
        }

        // ThingSpeak's CSV writes "2025-01-31 12:00:15 UTC".
        string trimmed = (text ?? "").Replace(" UTC", "Z", StringComparison.Ordinal);
        return DateTimeOffset.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUnixTimeMilliseconds() / 1000.0
            : throw new UserError($"'{path}', line {line}: '{text}' is neither seconds nor a date and time.");
    }

    private static double Number(string? text, string column, string path, int line) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new UserError($"'{path}', line {line}: '{text}' in column '{column}' is not a number.");
}
