using System.Globalization;
using System.Text;
using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Mat;
using NanoBms.Cells.Import.Options;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Import;

/// <summary>Memory of an import; nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_log_of_any_length_takes_the_same_memory()
    {
        const int rows = 150_000;
        string path = folder.File("long.csv");
        using (var text = new StreamWriter(path))
        {
            text.WriteLine("Time (s),Voltage (V),Current (A),Temperature (C)");
            for (int k = 0; k < rows; k++)
            {
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{k * 0.1:F1},{3.9 - 0.2 * k / rows:F5},-0.5,25.1"));
            }
        }

        long before = GC.GetTotalMemory(forceFullCollection: true), most = 0, seen = 0;
        LogReading.Read([path], new ImportOptions { CapacityAh = KnownLog.CapacityAh }, _ =>
        {
            if (++seen % 3000 == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
            }
        });
        Assert.Equal(15_000, seen);
        Assert.True(most - before <= 4 << 20, $"{most - before:N0} bytes");
    }

    // Seconds that no whole number holds: joining two of them by a straight line never ended, and took all memory.
    [Theory]
    [InlineData("1e300")]
    [InlineData("9.3e18")]
    public void A_time_after_which_nobody_counts_is_a_row_that_is_left_out(string time)
    {
        var text = new StringBuilder("Time (s),Voltage (V),Current (A),Temperature (C)\n");
        for (int k = 0; k < 200; k++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{k * 10},{3.9 - (0.0001 * k):F4},-0.5,25.1\n");
        }

        string path = folder.Write("far.csv", $"{text}{time},3.88,-0.5,25.1\n{time},3.87,-0.5,25.1\n");
        long seen = 0;
        ImportReport report = LogReading.Read(
            [path], new ImportOptions { CapacityAh = KnownLog.CapacityAh, AreGapsRest = true, FillS = 120 }, _ => seen++);
        Assert.Equal(1991, seen);
        Assert.Contains("2 rows skipped: 2 with an impossible time (line 202)", report.Details[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_array_that_a_few_bytes_inflate_to_takes_no_memory()
    {
        const int rows = 400_000;
        double[] times = [.. Enumerable.Range(0, rows).Select(k => (double)k)], volts = new double[rows], others = new double[rows];
        Array.Fill(volts, 3.7);
        string path = folder.Write("m.mat", MatBytes.Struct(
            "meas", ("Time", times), ("Voltage", volts), ("Current", others), ("Battery_Temp_degC", others), ("Ah", others)));
        long before = GC.GetAllocatedBytesForCurrentThread(), seen = 0;
        LogImporter.Look([path], new ImportOptions());
        seen = GC.GetAllocatedBytesForCurrentThread() - before;

        // The arrays alone are 16 MB; each row's cycle row is an object or two.
        Assert.True(seen < 400L * rows, $"{seen:N0} bytes were allocated for {rows:N0} rows");
        before = GC.GetAllocatedBytesForCurrentThread();
        MatCatalog.Read(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
