using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Mat;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Import;

public sealed class MatFileTests : IDisposable
{
    private static readonly double[] Times = [.. KnownLog.Rows.Select(row => row.TimeS)];
    private static readonly double[] Volts = [.. KnownLog.Rows.Select(row => row.VoltageV)];
    private static readonly double[] Amperes = [.. KnownLog.Rows.Select(row => row.CurrentA)];
    private static readonly double[] Degrees = [.. KnownLog.Rows.Select(row => row.TemperatureC)];
    private static readonly ImportOptions Options = new() { CapacityAh = KnownLog.CapacityAh };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_mat_file_of_the_panasonic_set_becomes_means_of_each_second()
    {
        string path = folder.Write("m.mat", MatBytes.Struct(
            "meas",
            ("Time", [0.0, 0.4, 1.0, 1.5, 3.25]), ("Voltage", [4.0, 3.9, 3.8, 3.7, 3.6]), ("Current", [-1.0, -2.0, -3.0, 1.0, 0.0]),
            ("Battery_Temp_degC", [25, 25, 26, 26, 27]), ("Ah", [0.0, -0.001, -0.002, -0.0015, -0.0015]), ("Wh", [1])));
        LogImporter.Import([path], folder.File("cycle.csv"), new ImportOptions());

        Assert.Equal(
            """
            time_s,voltage_v,current_a,temperature_c,charge_ah
            0,3.9500,-1.5000,25.00,-0.00100
            1,3.7500,-1.0000,26.00,-0.00150
            3,3.6000,0.0000,27.00,-0.00150

            """.ReplaceLineEndings("\n"), File.ReadAllText(folder.File("cycle.csv")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Any_struct_with_the_names_of_a_log_is_read_compressed_or_not(bool compress)
    {
        byte[] log = MatBytes.StructMatrix(
            "test_7", 1, ["comment", "time_s", "Voltage_measured", "Current_measured", "temperature"],
            [MatBytes.TextMatrix("", "a note"), MatBytes.Vector("", Times), MatBytes.Vector("", Volts), MatBytes.Vector("", Amperes),
                MatBytes.Vector("", Degrees)]);
        string path = folder.Write(
            "m.mat", MatBytes.File(MatBytes.Vector("other", [1, 2, 3]), compress, log, MatBytes.TextMatrix("who", "me")));
        (ImportReport report, IReadOnlyList<CycleRow> rows) = LogImporter.Read([path], Options);
        Assert.Contains("MAT-file, arrays of 'test_7'", report.Details[0], StringComparison.Ordinal);
        KnownLog.AssertSame(rows);
    }

    [Fact]
    public void Arrays_anywhere_are_read_by_their_names()
    {
        byte[] nested = MatBytes.StructMatrix(
            "B5", 1, ["cycle"],
            [
                MatBytes.StructMatrix("", 2, ["data"],
                [
                    MatBytes.StructMatrix("", 1, ["Time", "Voltage_measured", "Current_measured", "Temperature_measured"],
                        [MatBytes.Vector("", [0, 1]), MatBytes.Vector("", [4, 4]), MatBytes.Vector("", [0, 0]),
                            MatBytes.Vector("", [25, 25])]),
                    MatBytes.StructMatrix("", 1, ["Time", "Voltage_measured", "Current_measured", "Temperature_measured"],
                        [MatBytes.Vector("", Times), MatBytes.Vector("", Volts), MatBytes.Vector("", Amperes),
                            MatBytes.Vector("", Degrees)]),
                ]),
            ]);
        string path = folder.Write("m.mat", MatBytes.File(nested));
        Assert.EndsWith(
            "has 2 structs with a log: 'B5.cycle(1).data', 'B5.cycle(2).data'; name one's arrays with --columns "
                + "time=B5.cycle(1).data.NAME,voltage=.., "
            + "and import one after another.",
            Refusal(path, Options), StringComparison.Ordinal);
        KnownLog.AssertSame(
            LogImporter.Read(
                [path], Options with { Columns = new Dictionary<Quantity, string> { [Quantity.Time] = "B5.cycle(2).data.Time" } }).Rows);
    }

    [Fact]
    public void Columns_of_a_matrix_and_cells_are_arrays_too()
    {
        byte[] matrix = MatBytes.Numbers("log", Times.Length, 3, [.. Times, .. Volts, .. Amperes]);
        byte[] cells = MatBytes.CellMatrix("T", MatBytes.Vector("", [1, 2]), MatBytes.Vector("", Degrees));
        string path = folder.Write("m.mat", MatBytes.File(matrix, compress: true, cells));
        Assert.Contains(
            "has no arrays with the names of time, voltage and current; it has log#1, log#2, log#3, T{1}, T{2}: say which they are with "
                + "--columns", Refusal(path, Options), StringComparison.Ordinal);
        var columns = new Dictionary<Quantity, string>
        {
            [Quantity.Time] = "log#1",
            [Quantity.Voltage] = "log#2",
            [Quantity.Current] = "log#3",
            [Quantity.Temperature] = "T{2}",
        };
        KnownLog.AssertSame(LogImporter.Read([path], Options with { Columns = columns }).Rows);
    }

    [Fact]
    public void Files_that_are_none_damaged_or_others_are_refused()
    {
        byte[] good = MatBytes.Struct("meas", ("Time", [0, 1]), ("Voltage", [4, 4]), ("Current", [0, 0]));
        Refused("hello"u8.ToArray(), "is not a little-endian MAT-file of level 5; in MATLAB, load it and write it with save(FILE, '-v7').");
        Refused(good[..^20], "is damaged or cut short; get it anew.");
        Refused(good[..200], "is damaged or cut short; get it anew.");
        Refused(
            good,
            "has no column that import knows as the temperature; it has Time, Voltage, Current: name it with --columns temperature=NAME, "
                + "or give one temperature for all rows with --temperature DEGC.");
        Refused(
            MatBytes.Struct("meas", ("Time", [0, 1]), ("Voltage", [4]), ("Current", [0, 0]), ("Battery_Temp_degC", [1, 1]), ("Ah", [0, 0])),
            "the arrays 'Time' (2 values) and 'Voltage' (1) differ in length; they are not of one log, or the file is damaged.");
        Refused(
            MatBytes.File(MatBytes.TextMatrix("T", "a table")),
            "has no numeric arrays; tables and objects are not read: in MATLAB, s = table2struct(T, 'ToScalar', true); save(FILE, 's', "
                + "'-v7').");
        byte[] hdf = [.. good];
        "MATLAB 7.3 MAT-file"u8.CopyTo(hdf);
        Refused(hdf, "is a MAT-file of version 7.3, which is HDF5; in MATLAB, load it and write it with save(FILE, '-v7').");
    }

    [Fact]
    public void No_byte_of_a_damaged_file_leads_astray()
    {
        byte[] good = MatBytes.File(
            MatBytes.StructMatrix(
                "meas", 1, ["Time", "Voltage", "Current"],
                [MatBytes.Vector("", Times), MatBytes.Vector("", Volts), MatBytes.Vector("", Amperes)]),
            compress: false);
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] bytes = [.. good];
            for (int k = 0; k < 3; k++)
            {
                bytes[random.Next(128, bytes.Length)] = (byte)random.Next(256);
            }

            string path = folder.Write("m.mat", bytes);
            try
            {
                MatCatalog.Read(path);
            }
            catch (UserError)
            {
                // A sentence is all that a damaged file may end in.
            }
        }
    }

    private void Refused(byte[] bytes, string sentence)
    {
        string path = folder.Write("m.mat", bytes), message = Refusal(path, Options);
        Assert.StartsWith($"'{path}'", message, StringComparison.Ordinal);
        Assert.EndsWith(sentence, message, StringComparison.Ordinal);
    }

    private static string Refusal(string path, ImportOptions options) =>
        Assert.Throws<UserError>(() => LogImporter.Look([path], options)).Message;
}
