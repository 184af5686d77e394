using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;
using NanoBms.Models.Quantization;

namespace NanoBms.ModelConverter.Commands;

/// <summary>Calibration windows out of recorded cycles, through the manifest's features as the device computes them.</summary>
internal static class CalibrationRecording
{
    private const int MaxWindows = 2000;

    /// <summary>Reads recordings.</summary>
    /// <exception cref="UserError">A file cannot be used, or holds no whole window.</exception>
    public static IReadOnlyList<float[]> Read(IEnumerable<string> paths, Manifest manifest)
    {
        var windows = new List<float[]>();
        foreach (string path in paths)
        {
            Add(CycleReader.Read(path), manifest, windows);
        }

        // Evenly thinned: neighbouring windows tell the same, and a day has 86400 of them. A streaming model needs them all, in order.
        int step = manifest.Mode == ManifestMode.Streaming ? 1 : Math.Max(1, windows.Count / MaxWindows);
        return windows.Count > 0
            ? [.. windows.Where((_, k) => k % step == 0)]
            : throw new UserError(
                $"The calibration data hold no {manifest.Window} samples in a row at {manifest.SamplePeriodMs} ms; give a longer "
                    + "recording.");
    }

    private static void Add(Cycle cycle, Manifest manifest, List<float[]> windows)
    {
        var features = new ScaledFeatures(manifest);
        var recent = new Queue<float[]>();
        foreach (int sample in cycle.Samples(manifest.SamplePeriodMs))
        {
            if (sample < 0)
            {
                features.Reset();
                recent.Clear();
                continue;
            }

            var row = new float[manifest.Features.Count];
            features.Push(cycle.VoltageV[sample], cycle.CurrentA[sample], cycle.TemperatureC[sample], row);
            recent.Enqueue(row);
            if (recent.Count > manifest.Window)
            {
                recent.Dequeue();
            }

            if (recent.Count == manifest.Window)
            {
                windows.Add([.. recent.SelectMany(values => values)]);
            }
        }
    }
}
