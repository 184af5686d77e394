using NanoBms.Cells.Cycles;
using NanoBms.Models.Manifests;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>
/// Small made-up cycles: a cell whose voltage is a line over its state of charge less a resistance, under a changing load.
/// </summary>
internal static class SyntheticCycles
{
    public const float RatedCapacityAh = 0.1f;

    public static Manifest Manifest { get; } = new()
    {
        Name = "made-up",
        Description = "A made-up cell.",
        Mode = ManifestMode.Windowed,
        SamplePeriodMs = 1000,
        Window = 5,
        Features =
        [
            new() { Kind = "voltage", Scale = 2f, Offset = -7f },
            new() { Kind = "current", Scale = 1f, Offset = 0.3f },
            new() { Kind = "temperature", Scale = 0.02f },
        ],
        Soc = new ManifestOutput(100, 0),
        Cell = new ManifestCell { Type = "made-up", RatedCapacityAh = RatedCapacityAh },
    };

    public static Manifest StreamingManifest { get; } = Manifest with { Mode = ManifestMode.Streaming, Window = 1 };

    public static Cycle Create(int seed, int seconds = 900, string name = "cycle")
    {
        var random = new Random(seed);
        double[] timeS = new double[seconds], chargeAh = new double[seconds];
        float[] voltageV = new float[seconds], currentA = new float[seconds], temperatureC = new float[seconds];
        double charge = 0, load = 0.3;
        for (int k = 0; k < seconds; k++)
        {
            if (k % 20 == 0)
            {
                load = 0.1 + 0.5 * random.NextDouble();
            }

            charge -= load / 3600;
            timeS[k] = k;
            chargeAh[k] = charge;
            currentA[k] = (float)-load;
            voltageV[k] = (float)(3.0 + 1.2 * (1 + charge / RatedCapacityAh) - 0.2 * load);
            temperatureC[k] = 25f;
        }

        return new Cycle($"{name}.csv", "made-up", name, timeS, voltageV, currentA, temperatureC, chargeAh);
    }
}
