using NanoBms.Core;
using NanoBms.Core.Features;
using NanoBms.Models.Manifests;

namespace NanoBms.Models.Quantization;

/// <summary>Readings to scaled features as the device computes them, before its input clamps and rounds them.</summary>
public sealed class ScaledFeatures
{
    private readonly Manifest manifest;
    private readonly FeaturePipeline pipeline;
    private readonly float[] features;

    /// <summary>Features as after power-up.</summary>
    /// <param name="manifest">Features, their scaling and the sample period.</param>
    public ScaledFeatures(Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        this.manifest = manifest;
        pipeline = new FeaturePipeline(ManifestJson.FeatureSpecs(manifest), manifest.SamplePeriodMs);
        features = new float[pipeline.Count];
    }

    /// <summary>As after power-up.</summary>
    public void Reset() => pipeline.Reset();

    /// <summary>Takes the next sample, volts, amperes and degrees Celsius, rounded as the device rounds it.</summary>
    /// <param name="voltageV">Voltage of the cell.</param>
    /// <param name="currentA">Its current, discharge negative.</param>
    /// <param name="temperatureC">Its temperature.</param>
    /// <param name="scaled">Receives a value a feature.</param>
    public void Push(float voltageV, float currentA, float temperatureC, Span<float> scaled)
    {
        Reading reading = Reading.FromPhysical(voltageV, currentA, temperatureC);
        pipeline.Push(reading.VoltageV, reading.CurrentA, reading.TemperatureC, features);
        for (int k = 0; k < features.Length; k++)
        {
            scaled[k] = features[k] * manifest.Features[k].Scale + manifest.Features[k].Offset;
        }
    }
}
