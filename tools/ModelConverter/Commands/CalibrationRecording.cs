using NanoBms.Cells.Cycles;
using NanoBms.Core;
using NanoBms.Core.Features;
using NanoBms.Foundation;
using NanoBms.Models.Manifests;

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
        var pipeline = new FeaturePipeline(ManifestJson.FeatureSpecs(manifest), manifest.SamplePeriodMs);
        var row = new float[pipeline.Count];
        var recent = new Queue<float[]>();
        foreach (int sample in cycle.Samples(manifest.SamplePeriodMs))
        {
            if (sample < 0)
            {
                pipeline.Reset();
                recent.Clear();
                continue;
            }

            Reading reading = Reading.FromPhysical(cycle.VoltageV[sample], cycle.CurrentA[sample], cycle.TemperatureC[sample]);
            pipeline.Push(reading.VoltageV, reading.CurrentA, reading.TemperatureC, row);
            recent.Enqueue([.. row.Select((value, k) => value * manifest.Features[k].Scale + manifest.Features[k].Offset)]);
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
