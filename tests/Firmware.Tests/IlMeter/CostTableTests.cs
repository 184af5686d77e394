using System.Globalization;
using System.Text.RegularExpressions;
using NanoBms.IlMeter;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests.IlMeter;

/// <summary>The figures of docs/packed-kernels.md are those of the shipped model, within 2 percent.</summary>
public class CostTableTests
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs", "packed-kernels.md"));

    [Fact]
    public void The_cost_table_is_up_to_date()
    {
        foreach (KernelMeasurement kernel in new[] { DefaultModel.Naive, DefaultModel.Arrays, DefaultModel.Packed })
        {
            double[] row = Row(kernel.Kernel);
            Close(kernel.Inference.Total, row[0]);
            Close((double)kernel.Inference.Total / DefaultModel.Meter.MultiplyAccumulates, row[1]);
            Close((double)DefaultModel.Naive.Inference.Total / kernel.Inference.Total, row[2]);
            Close(kernel.Step!.Total, row[3]);

            // 0.5 and 1 microsecond an instruction.
            Close(kernel.Inference.Total * 0.5e-6, row[4], 0.05);
            Close(kernel.Inference.Total * 1e-6, row[5], 0.05);
        }
    }

    [Fact]
    public void The_device_table_is_up_to_date()
    {
        Close(DefaultModel.Packed.IlBytes, Row("bytes of IL")[0]);
        Close(DefaultModel.Packed.FileBytes, Row("bytes of all .pe files, at most")[0]);
        Close(DefaultModel.Packed.Footprints.Count, Row("assemblies")[0]);
        Close(DefaultModel.Packed.HeapBytes, Row("RAM of model and inference, bytes")[0]);
        Close(DefaultModel.Packed.Footprints.Max(footprint => footprint.MaxLocals), Row("most locals of a method")[0]);
    }

    private static double[] Row(string name)
    {
        string line = Page.Split('\n').Single(text => text.StartsWith($"| {name} |", StringComparison.Ordinal));
        return
        [
            .. Regex.Matches(line[(name.Length + 3)..], @"\d[\d,]*(\.\d+)?")
                .Select(match => double.Parse(match.Value, NumberStyles.Number, CultureInfo.InvariantCulture))
        ];
    }

    private static void Close(double measured, double written, double tolerance = 0.02) =>
        Assert.True(Math.Abs(measured - written) <= tolerance * measured, $"measured {measured:N2}, the page says {written:N2}");
}
