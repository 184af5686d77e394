using System.Globalization;
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
