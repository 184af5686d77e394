using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Import;

/// <summary>Logs of many makers and workshops, each with the numbers that stand in it, or the refusal that leads to the way out.</summary>
public sealed class SharedLogsTests
{
    private const double CapacityAh = 2.9;

    /// <summary>
    /// File; sentence; last second; first voltage; last voltage; temperature; current (all of these logs have one current).
    /// </summary>
    public static TheoryData<string, string, int, double, double, double, double> Read => new()
    {
        { "biologic-like.mpt", "5 rows, 4 s, 3.9 V, -0.0013 Ah, discharge negative", 4, 3.9, 3.9, 25, -1.2 },
        { "bms-app-de.csv", "20 rows, 19 s, 3.9 V, -0.01 Ah, discharge negative (assumed)", 19, 3.9, 3.9, 24.5, -1.2 },
        { "bom-crlf.csv", "20 rows, 19 s, 3.9 to 3.99 V, -0.01 Ah, discharge negative", 19, 3.9, 3.99, 25.1, -1.2 },
        { "comment-lines.csv", "5 rows, 4 s, 3.9 V, -0.0013 Ah, discharge negative", 4, 3.9, 3.9, 25.1, -1.2 },
        { "cr-only.csv", "20 rows, 19 s, 3.9 to 3.99 V, -0.01 Ah, discharge negative", 19, 3.9, 3.99, 25.1, -1.2 },
        { "date-and-time-columns.csv", "20 rows, 19.0 min, 3.9 V, -0.38 Ah, discharge negative (assumed)", 1140, 3.9, 3.9, 25.1, -1.2 },
        { "discharge-positive.csv", "61 rows, 1.0 h, 3.6 to 3.9 V, -1.45 Ah, discharge positive, turned round", 3600, 3.9, 3.6, 25.1,
            -1.45 },
        { "dst-back.csv", "4 rows, 3.0 min, 3.9 V, -0.06 Ah, discharge negative (assumed)", 180, 3.9, 3.9, 25.1, -1.2 },
        { "empty-temperature.csv", "19 rows, 19 s, 3.9 V, -0.01 Ah, discharge negative", 19, 3.9, 3.9, 25.1, -1.2 },
        { "ha-history-long.csv", "88 rows, 29.0 min, 3.87 to 3.9 V, -0.58 Ah, discharge negative", 1740, 3.9, 3.871, 24.5, -1.2 },
        { "ha-unavailable.csv", "19 rows, 19 s, 3.9 V, -0.01 Ah, discharge negative", 19, 3.9, 3.9, 25.1, -1.2 },
        { "hex-like-exponent.csv", "6 rows, 5 s, 3.9 V, -0.0017 Ah, discharge negative", 5, 3.9, 3.9, 25.1, -1.2 },
        { "inf-value.csv", "5 rows, 5 s, 3.9 V, -0.0017 Ah, discharge negative", 5, 3.9, 3.9, 25.1, -1.2 },
        { "mat5-lower-case.mat", "3 rows, 2.0 min, 3.7 to 3.9 V, -0.03 Ah, discharge negative", 120, 3.9, 3.7, 25, -1 },
        { "mat5-nan.mat", "2 rows, 2.0 min, 3.7 to 3.9 V, -0.03 Ah, discharge negative", 120, 3.9, 3.7, 25, -1 },
        { "mat5-ok.mat", "3 rows, 2.0 min, 3.7 to 3.9 V, -0.03 Ah, discharge negative", 120, 3.9, 3.7, 25, -1 },
        { "mat5-other-struct.mat", "3 rows, 2.0 min, 3.7 to 3.9 V, -0.03 Ah, discharge negative", 120, 3.9, 3.7, 25, -1 },
        { "mat5-uint8-time.mat", "3 rows, 2.0 min, 3.7 to 3.9 V, -0.03 Ah, discharge negative", 120, 3.9, 3.7, 25, -1 },
        { "minus-unicode.csv", "5 rows, 4 s, 3.9 V, -0.0013 Ah, discharge negative", 4, 3.9, 3.9, 25.1, -1.2 },
        { "nan-temperature.csv", "19 rows, 19 s, 3.9 V, -0.01 Ah, discharge negative", 19, 3.9, 3.9, 25.1, -1.2 },
        { "period-121s.csv", "13 rows, 24.2 min, 3.78 to 3.9 V, -0.58 Ah, discharge negative", 1452, 3.9, 3.78, 25.1, -1.45 },
        { "period-300s.csv", "13 rows, 1.0 h, 3.78 to 3.9 V, -1.45 Ah, discharge negative", 3600, 3.9, 3.78, 25.1, -1.45 },
        { "quoted-names-units.csv", "5 rows, 4 s, 3.9 V, -0.0013 Ah, discharge negative (assumed)", 4, 3.9, 3.9, 25.1, -1.2 },
        { "repeated-header.csv", "9 rows, 8 s, 3.9 V, -0.0027 Ah, discharge negative", 8, 3.9, 3.9, 25.1, -1.2 },
        { "resistor-log-blank-rows.csv", "5 rows, 4 s, 3.9 V, -0.0013 Ah, discharge negative", 4, 3.9, 3.9, 25.1, -1.2 },
        { "semicolon-decimal-comma.csv", "20 rows, 19 s, 3.9 to 3.99 V, -0.01 Ah, discharge negative", 19, 3.9, 3.99, 25.1, -1.2 },
        { "semicolon-decimal-point.csv", "20 rows, 19 s, 3.9 to 3.99 V, -0.01 Ah, discharge negative", 19, 3.9, 3.99, 25.1, -1.2 },
        { "sep-line.csv", "20 rows, 19 s, 3.9 to 3.99 V, -0.01 Ah, discharge negative", 19, 3.9, 3.99, 25.1, -1.2 },
        { "tab.txt", "20 rows, 19 s, 3.9 to 3.99 V, -0.01 Ah, discharge negative", 19, 3.9, 3.99, 25.1, -1.2 },
        { "thousands.csv", "6 rows, 1.4 h, 3.9 V, -1.67 Ah, discharge negative", 5000, 3.9, 3.9, 25.1, -1.2 },
        { "time-in-hours.csv", "120 rows, 2.0 h, 3.9 V, -2.38 Ah, discharge negative", 7140, 3.9, 3.9, 25.1, -1.2 },
        { "time-of-day-midnight.csv", "20 rows, 19.0 min, 3.9 V, -0.38 Ah, discharge negative (assumed)", 1140, 3.9, 3.9, 25.1, -1.2 },
        { "truncated-last-line.csv", "20 rows, 19 s, 3.9 V, -0.01 Ah, discharge negative", 19, 3.9, 3.9, 25.1, -1.2 },
        { "truncated-number.csv", "20 rows, 19 s, 3.9 V, -0.01 Ah, discharge negative", 19, 3.9, 3.9, 25.1, -1.2 },
        { "ts-created-1970.json", "14 rows, 3.3 min, 3.9 V, -0.07 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "ts-crlf-in-field.json", "14 rows, 3.3 min, 3.9 V, -0.07 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "ts-duplicate-times.json", "15 rows, 3.3 min, 3.8 to 3.9 V, -0.07 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "ts-export-cet.csv", "14 rows, 3.3 min, 3.9 V, -0.07 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "ts-export-renamed.csv", "14 rows, 3.3 min, 3.9 V, -0.07 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "ts-export-zone.csv", "14 rows, 3.3 min, 3.9 V, -0.07 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "ts-export.csv", "14 rows, 3.3 min, 3.9 V, -0.07 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "ts-nan-text.json", "13 rows, 3.3 min, 3.9 V, -0.07 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "ts-newest-first.json", "14 rows, 3.3 min, 3.9 V, -0.07 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "ts-offset-time.json", "14 rows, 3.3 min, 3.9 V, -0.07 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "ts-ok.json", "14 rows, 3.3 min, 3.9 V, -0.07 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "ts-one-field-an-entry.json", "40 rows, 3.3 min, 3.9 V, -0.06 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "ts-quoted-unit.json", "14 rows, 3.3 min, 3.9 V, -0.07 Ah, discharge negative", 195, 3.9, 3.9, 24.5, -1.2 },
        { "units-in-cells.csv", "5 rows, 4 s, 3.9 V, -0.0013 Ah, discharge negative", 4, 3.9, 3.9, 25.1, -1.2 },
        { "units-row.csv", "20 rows, 19 s, 3.9 V, -0.01 Ah, discharge negative", 19, 3.9, 3.9, 25.1, -1.2 },
        { "utf16-comma.csv", "20 rows, 19 s, 3.9 to 3.99 V, -0.01 Ah, discharge negative", 19, 3.9, 3.99, 25.1, -1.2 },
        { "utf16-tab.txt", "20 rows, 19 s, 3.9 to 3.99 V, -0.01 Ah, discharge negative", 19, 3.9, 3.99, 25.1, -1.2 },
    };

    /// <summary>File; the end of the refusal that says the way out.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "bms-app.csv",
            "52.37 V in column 'Total Voltage(V)' is a battery's, not a cell's; give its cells in series with --series N (14 of NMC, 16 "
                + "of LFP, 25 of lead-acid would fit) and those in parallel with --parallel N." },
        { "pack-voltage.csv",
            "52.31 V in column 'voltage_v' is a battery's, not a cell's; give its cells in series with --series N (14 of NMC, 16 of LFP, "
                + "25 of lead-acid would fit) and those in parallel with --parallel N." },
        { "ts-pack-volts.json",
            "52.4 V in column 'field1' is a battery's, not a cell's; give its cells in series with --series N (14 of NMC, 16 of LFP, 25 "
                + "of lead-acid would fit) and those in parallel with --parallel N." },
        { "ts-smartbms-map.json",
            "52.4 V in column 'field1' is a battery's, not a cell's; give its cells in series with --series N (14 of NMC, 16 of LFP, 25 "
                + "of lead-acid would fit) and those in parallel with --parallel N." },
        { "dotted-date.csv",
            "7 times rows are more than 1,000 s apart (up to 86,400 s, first before line 3), and nothing says what flowed meanwhile; if "
                + "the current ran on, say --max-gap 86400; if the battery rested, --gaps rest." },
        { "maccor-days.csv",
            "29 times rows are more than 1,000 s apart (up to 3,600 s, first before line 3), and nothing says what flowed meanwhile; if "
                + "the current ran on, say --max-gap 3600; if the battery rested, --gaps rest." },
        { "duplicate-columns.csv",
            "has 2 columns that may be the voltage: 'voltage_v' (#2) and 'voltage_v' (#3); choose one with --columns voltage=#2." },
        { "fahrenheit-kelvin.csv",
            "298.15 degC in column 'temperature_c' is no cell's temperature in degC; say --units temperature=K, name another with "
                + "--columns temperature=NAME, or give one for all rows with --temperature DEGC." },
        { "maccor-aux-unplugged.csv",
            "-2501.7 degC in column 'temperature_c' is no cell's temperature: a probe that is not plugged in? Name another with --columns "
                + "temperature=NAME, or give one for all rows with --temperature DEGC." },
        { "no-temperature.csv",
            "has no column that import knows as the temperature; it has time_s, voltage_v, current_a: name it with --columns "
                + "temperature=NAME, or give one temperature for all rows with --temperature DEGC." },
        { "mat-v73.mat", "is a MAT-file of version 7.3, which is HDF5; in MATLAB, load it and write it with save(FILE, '-v7')." },
        { "mat5-back.mat",
            "the time runs back in 1 row, first in line 3 (120 to 60): give files in the order of their time, or name the column of a "
                + "time that runs on with --columns time=NAME." },
        { "ts-empty.json", "has no entries." },
        { "ts-minus1.json", "is ThingSpeak's answer -1: the channel is not there, or its read key was not given." },
        { "sntp-server-in-1970.bin",
            "is no text; import reads CSV and other tables in text, MAT-files and ThingSpeak's JSON: export the log as CSV." },
        { "sntp-server-in-2000.bin",
            "is no text; import reads CSV and other tables in text, MAT-files and ThingSpeak's JSON: export the log as CSV." },
        { "sntp-server-in-2024.bin",
            "is no text; import reads CSV and other tables in text, MAT-files and ThingSpeak's JSON: export the log as CSV." },
        { "sntp-stratum-16.bin",
            "is no text; import reads CSV and other tables in text, MAT-files and ThingSpeak's JSON: export the log as CSV." },
    };

    [Theory]
    [MemberData(nameof(Read))]
    public void A_log_is_read_to_the_numbers_that_stand_in_it(
        string file, string sentence, int lastSecond, double firstV, double lastV, double temperatureC, double currentA)
    {
        (ImportReport report, IReadOnlyList<CycleRow> rows) = LogImporter.Read([Path(file)], new ImportOptions { CapacityAh = CapacityAh });

        Assert.Equal(sentence, report.Sentence);
        Assert.Equal(0, rows[0].Second);
        Assert.Equal(lastSecond, rows[^1].Second);
        Assert.Equal(firstV, rows[0].VoltageV, 1e-4);
        Assert.Equal(lastV, rows[^1].VoltageV, 1e-4);
        Assert.All(rows, row => Assert.Equal(currentA, row.CurrentA, 1e-4));
        Assert.All(rows, row => Assert.Equal(temperatureC, row.TemperatureC, 1e-2));
        Assert.Equal(currentA * lastSecond / 3600, rows[^1].ChargeAh - rows[0].ChargeAh, 0.0011);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_log_that_must_not_be_read_is_refused_with_the_way_out(string file, string sentence) =>
        Assert.EndsWith(sentence, Refusal(file, new ImportOptions { CapacityAh = CapacityAh }), StringComparison.Ordinal);

    [Fact]
    public void No_log_is_forgotten_here()
    {
        string[] known = [.. Read.Select(row => row.Data.Item1), .. Refused.Select(row => row.Data.Item1)];
        Assert.Equal(Directory.EnumerateFiles(SharedData.Require("logs")).Select(System.IO.Path.GetFileName).Order(), known.Order());
    }

    [Fact]
    public void The_ways_out_lead_out()
    {
        var options = new ImportOptions { CapacityAh = CapacityAh };
        var kelvin = new Dictionary<Quantity, Unit> { [Quantity.Temperature] = UnitTable.Find(Quantity.Temperature, "K")! };
        var third = new Dictionary<Quantity, string> { [Quantity.Voltage] = "#3" };

        (_, IReadOnlyList<CycleRow> app) = LogImporter.Read([Path("bms-app.csv")], options with { CapacityAh = 280, Series = 16 });
        Assert.All(app, row => Assert.Equal((52.37 / 16, -6.54, 19.5), (row.VoltageV, row.CurrentA, row.TemperatureC)));
        Assert.Equal((0.75 - 1) * 280, app[0].ChargeAh, 1e-9);
        Assert.Equal(
            "20 rows, 19 s, 3.9 V, -0.01 Ah, discharge negative", Sentence("fahrenheit-kelvin.csv", options with { Units = kelvin }));
        Assert.Equal(
            "20 rows, 19 s, 3.9 V, -0.01 Ah, discharge negative", Sentence("no-temperature.csv", options with { TemperatureC = 20 }));
        Assert.Equal(
            "5 rows, 4 s, 3.46 V, 0 Ah, discharge negative", Sentence("maccor-aux-unplugged.csv", options with { TemperatureC = 20 }));
        Assert.Equal(
            "5 rows, 4 s, 3.9 V, -0.0013 Ah, discharge negative", Sentence("duplicate-columns.csv", options with { Columns = third }));
        Assert.Equal(
            "30 rows, 29.0 h, 3.9 V, -34.8 Ah, discharge negative (assumed)",
            Sentence("maccor-days.csv", options with { MaxGapS = 3600, CapacityAh = 40 }));
        Assert.Equal(
            "8 rows, 7.0 d, 3.9 V, 0 Ah, discharge negative (assumed)", Sentence("dotted-date.csv", options with { AreGapsRest = true }));
        Assert.Contains(
            "75 degC in column 'field3' is no cell's temperature", Refusal("ts-smartbms-map.json", options with { Series = 16 }),
            StringComparison.Ordinal);
        Assert.Contains(
            "the state of charge goes to -1100 % of 2.9 Ah", Refusal("maccor-days.csv", options with { MaxGapS = 3600 }),
            StringComparison.Ordinal);
    }

    private static string Path(string file) => SharedData.Require("logs", file);

    private static string Sentence(string file, ImportOptions options) => LogImporter.Look([Path(file)], options).Sentence;

    private static string Refusal(string file, ImportOptions options)
    {
        string path = Path(file);
        return Assert.Throws<UserError>(() => LogImporter.Look([path], options)).Message;
    }
}
