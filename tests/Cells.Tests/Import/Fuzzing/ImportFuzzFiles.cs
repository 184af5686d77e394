using System.Globalization;
using System.Text;
using NanoBms.TestSupport.Fuzzing;

namespace NanoBms.Cells.Tests.Import.Fuzzing;

/// <summary>Small logs that the tests write themselves.</summary>
internal static class ImportFuzzFiles
{
    private static readonly double[] Times = [.. KnownLog.Rows.Select(row => row.TimeS)];
    private static readonly double[] Volts = [.. KnownLog.Rows.Select(row => row.VoltageV)];
    private static readonly double[] Amperes = [.. KnownLog.Rows.Select(row => row.CurrentA)];
    private static readonly double[] Degrees = [.. KnownLog.Rows.Select(row => row.TemperatureC)];

    /// <summary>The known log as a table.</summary>
    public static FuzzFile Csv { get; } = new(
        "log.csv", Encoding.UTF8.GetBytes("time_s,voltage_v,current_a,temperature_c\n" + string.Concat(KnownLog.Rows.Select(
            row => string.Create(
                CultureInfo.InvariantCulture, $"{row.TimeS},{row.VoltageV:F4},{row.CurrentA:F3},{row.TemperatureC:F1}\n")))),
        bytes => bytes)
    {
        IsText = true,
    };

    /// <summary>Tables and MAT-files: as they are, and damaged before they are packed.</summary>
    public static IReadOnlyList<FuzzFile> All { get; } =
    [
        Csv,
        new("plain.mat", MatBytes.File(Log("log"), compress: false), bytes => bytes),
        new("packed.mat", MatBytes.File(Log("log")), bytes => bytes),
        new("damaged-inside.mat", Log("log"), bytes => MatBytes.File(bytes)),
        new("among-others.mat", Nested(), bytes => MatBytes.File(bytes, true, MatBytes.TextMatrix("who", "me"))),
        new("among-others-plain.mat", MatBytes.File(Nested(), false, MatBytes.Vector("other", [1, 2, 3])), bytes => bytes),
    ];

    /// <summary>Files of a published set, by their path in it.</summary>
    public static IReadOnlyList<FuzzFile> SetFiles { get; } =
    [
        Part("Drive cycles/03-19-17_03.25 25degC_Cycle_2_Pan18650PF.mat", 60, 1, -0.02),
        Part("Drive cycles/03-19-17_09.07 25degC_Cycle_3_Pan18650PF.mat", 60, 1, -0.04),
        Part("Charges and Pauses/03-19-17_06.31 3406_Charge2.mat", 11, 60, 0.02),
        Part("Charges and Pauses/03-19-17_11.59 3406_Charge3.mat", 11, 60, 0.04),
        Part("Charges and Pauses/03-19-17_02.26 3406_Pause2.mat", 11, 60, 0),
        Part("Charges and Pauses/03-19-17_08.08 3406_Pause3.mat", 11, 60, 0),
    ];

    private static byte[] Log(string name) => MatBytes.StructMatrix(
        name, 1, ["comment", "time_s", "Voltage_measured", "Current_measured", "temperature"],
        [MatBytes.TextMatrix("", "a note"), MatBytes.Vector("", Times), MatBytes.Vector("", Volts), MatBytes.Vector("", Amperes),
            MatBytes.Vector("", Degrees)]);

    /// <summary>A struct in a cell of a struct.</summary>
    private static byte[] Nested() =>
        MatBytes.StructMatrix("B5", 1, ["cycle"], [MatBytes.CellMatrix("", Log(""), MatBytes.Vector("", [7]))]);

    private static FuzzFile Part(string path, int rows, double periodS, double endAh)
    {
        double[] times = [.. Enumerable.Range(0, rows).Select(k => k * periodS)];
        double[] charges = [.. times.Select(time => endAh * time / times[^1])];
        byte[] matrix = MatBytes.StructMatrix(
            "meas", 1, ["Time", "Voltage", "Current", "Battery_Temp_degC", "Ah"],
            [
                MatBytes.Vector("", times), MatBytes.Vector("", [.. charges.Select(charge => 3.7 + charge)]),
                MatBytes.Vector("", [.. times.Select(_ => endAh * 3600 / times[^1])]), MatBytes.Vector("", [.. times.Select(_ => 25.0)]),
                MatBytes.Vector("", charges),
            ]);
        return new FuzzFile(path, matrix, bytes => MatBytes.File(bytes));
    }
}
