using NanoBms.IlMeter;
using NanoBms.Models.Generation;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests.IlMeter;

/// <summary>Measurements of the model that the project ships, taken once for all tests.</summary>
internal static class DefaultModel
{
    public static ModelMeter Meter { get; } = new(TfliteReader.Read(Repository.File("models", "panasonic18650pf-128-64.int8.tflite")));

    private static readonly Lazy<KernelMeasurement> LazyNaive = new(() => Meter.Naive(step: true));
    private static readonly Lazy<KernelMeasurement> LazyPacked = new(() => Meter.Generated(WeightLayout.Packed, step: true));
    private static readonly Lazy<KernelMeasurement> LazyArrays = new(() => Meter.Generated(WeightLayout.Arrays, step: true));

    public static KernelMeasurement Naive => LazyNaive.Value;

    public static KernelMeasurement Packed => LazyPacked.Value;

    public static KernelMeasurement Arrays => LazyArrays.Value;
}
