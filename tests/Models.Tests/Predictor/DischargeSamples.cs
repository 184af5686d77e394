using System.Runtime.CompilerServices;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests.Predictor;

/// <summary>A made-up discharge, and what Core's own estimator says to it.</summary>
internal static class DischargeSamples
{
    private static readonly ConditionalWeakTable<StateEstimator, StrongBox<int>> SamplesSince = [];

    public static string Int8Path => Repository.File("models", "panasonic18650pf-128-64.int8.tflite");

    public static string FloatPath => Repository.File("models", "panasonic18650pf-128-64.float.tflite");

    public static (float V, float I, float T) At(int k) =>
        (4.05f - 0.002f * k + 0.01234f * MathF.Sin(k), -1.5f + MathF.Cos(0.7f * k), 24f + 0.0213f * k);

    public static StateEstimator Estimator() => Estimator(Int8Path);

    /// <summary>Core's own estimator over a model file, int8 or float.</summary>
    public static StateEstimator Estimator(string path)
    {
        ModelFile file = ModelReader.Read(path);
        if (file.Quantized is { } quantized)
        {
            return new StateEstimator(new InterpretedModel(quantized, file.Manifest, file.Sha256));
        }

        ModelInfo info = ModelInfoFactory.Create(file.Manifest!, new QuantParams(1f, 0));
        (float, float)? range = file.Manifest!.InputRange is { } limits ? (limits.Low, limits.High) : null;
        return new StateEstimator(
            new FloatSocNetwork(file.Float!, info, onInputGrid: false, range), new Battery(info), StateEstimator.FullVoltageOfModel);
    }

    /// <summary>Core's figure after the sample, as a device has it: the reading rounded first, the network asked each 15 s.</summary>
    public static float? Estimate(StateEstimator estimator, int k)
    {
        (float v, float i, float t) = At(k);
        estimator.Accept(Reading.FromPhysical(v, i, t));
        StrongBox<int> since = SamplesSince.GetValue(estimator, _ => new StrongBox<int>(0));
        since.Value++;
        bool isDue = estimator.NetworkCentiPercent < 0 || since.Value >= 15;
        if (isDue && estimator.LastStatus == SampleStatus.Good && estimator.TryInfer(out float percent))
        {
            since.Value = 0;
            estimator.Correct(percent, 15f, out _);
        }

        return Shown(estimator);
    }

    /// <summary>The figure that an estimator has now.</summary>
    public static float? Shown(StateEstimator estimator) => estimator.SocCentiPercent < 0 ? null : estimator.SocCentiPercent / 100f;
}
