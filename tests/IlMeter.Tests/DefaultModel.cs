using NanoBms.ModelConverter.Generation;
using NanoBms.ModelKit.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.IlMeter.Tests;

/// <summary>Measurements of the model that the project ships, taken once for all tests.</summary>
public sealed class DefaultModel
{
    public static string Path { get; } = Repository.File("models", "panasonic18650pf-128-64.int8.tflite");

    public ModelMeter Meter { get; } = new(TfliteReader.Read(Path));

    public KernelMeasurement Naive => naive.Value;

    public KernelMeasurement Packed => packed.Value;

    public KernelMeasurement Arrays => arrays.Value;

    private readonly Lazy<KernelMeasurement> naive, packed, arrays;

    public DefaultModel()
    {
        naive = new(() => Meter.Naive(step: true));
        packed = new(() => Meter.Generated(WeightLayout.Packed, step: true));
        arrays = new(() => Meter.Generated(WeightLayout.Arrays, step: true));
    }
}
