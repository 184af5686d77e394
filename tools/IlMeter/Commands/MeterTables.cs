using Spectre.Console;

namespace NanoBms.IlMeter.Commands;

/// <summary>Measurements as tables.</summary>
internal static class MeterTables
{
    private const int Lines = 16;

    /// <summary>Kernels side by side.</summary>
    /// <param name="work">Multiply-accumulates of an inference, or null where no model file tells.</param>
    public static Table Kernels(IReadOnlyList<KernelMeasurement> kernels, long? work)
    {
        Table table = Plain("").AddColumns([.. kernels.Select(kernel => new TableColumn(kernel.Kernel).RightAligned())]);
        KernelMeasurement? naive = kernels.FirstOrDefault(kernel => kernel.Kernel == "naive");
        void Row(string name, Func<KernelMeasurement, string> value) => table.AddRow([name, .. kernels.Select(value)]);
        void DeviceRow(string name, Func<KernelMeasurement, string> value) =>
            Row(name, kernel => kernel.Footprints.Count == 0 ? "" : value(kernel));
        Row("IL instructions an inference", kernel => $"{kernel.Inference.Total:N0}");
        if (work is not null)
        {
            Row("  a multiply-accumulate", kernel => $"{(double)kernel.Inference.Total / work.Value:F2}");
        }

        if (naive is not null)
        {
            Row("  times fewer than naive", kernel => $"{(double)naive.Inference.Total / kernel.Inference.Total:F1}");
        }

        if (kernels.Any(kernel => kernel.Step is not null))
        {
            Row("IL instructions a streaming step", kernel => kernel.Step is { } step ? $"{step.Total:N0}" : "");
        }

        DeviceRow("bytes of IL", kernel => $"{kernel.IlBytes:N0}");
        DeviceRow("  of the largest assembly", kernel => $"{kernel.Footprints.Max(footprint => footprint.IlBytes):N0}");
        DeviceRow("assemblies", kernel => $"{kernel.Footprints.Count}");
        DeviceRow("bytes of all .pe files, at most", kernel => $"{kernel.FileBytes:N0}");
        DeviceRow("array bytes copied to the heap", kernel => $"{kernel.ArrayBytes:N0}");
        DeviceRow("RAM of model and inference, bytes", kernel => $"{kernel.HeapBytes:N0}");
        DeviceRow("  static data, Core's too", kernel => $"{kernel.StaticBytes:N0}");
        DeviceRow("  the model's objects", kernel => $"{kernel.ObjectBytes:N0}");
        DeviceRow("  allocated by an inference", kernel => $"{kernel.InferenceBytes:N0}");
        DeviceRow("  loaded assemblies", kernel => $"{kernel.LoaderBytes:N0}");
        DeviceRow("most locals of a method", kernel => $"{kernel.Footprints.Max(footprint => footprint.MaxLocals)}");
        DeviceRow("deepest stack of a method", kernel => $"{kernel.Footprints.Max(footprint => footprint.DeepestStack)}");
        return table;
    }

    /// <summary>Counts, most first, the rest in one line.</summary>
    public static Table Counts(string heading, IReadOnlyList<(string Name, long Count)> counts, long total)
    {
        Table table = Plain(heading).AddColumns(new TableColumn("instructions").RightAligned(), new TableColumn("share").RightAligned());
        void Row(string name, long count) => table.AddRow(name, $"{count:N0}", $"{100.0 * count / total:F1} %");
        foreach ((string name, long count) in counts.Take(Lines))
        {
            Row(Markup.Escape(name), count);
        }

        if (counts.Count > Lines)
        {
            Row($"{counts.Count - Lines} others", counts.Skip(Lines).Sum(entry => entry.Count));
        }

        return table;
    }

    private static Table Plain(string heading) =>
        new Table().Border(Console.IsOutputRedirected ? TableBorder.Ascii : TableBorder.Rounded).AddColumn(heading);
}
