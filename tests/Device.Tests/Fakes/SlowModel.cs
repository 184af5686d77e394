using NanoBms.Core;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>
/// A model of the shape of the one for a sample each 15 s: its state of charge is an average of the cell voltage over 20 minutes, from 3.0
/// V (0 %) to 4.2 V (100 %), so that it shows whether history was kept.
/// </summary>
internal sealed class SlowModel(bool isSmall = false) : QuantizedModel
{
    private const int Window = 10, Width = 11;

    public override ModelInfo Info { get; } = new()
    {
        Name = "slow",
        TimeSteps = Window,
        InputSize = Width,
        OutputSize = 1,
        SamplePeriodMs = 15000,
        RatedCapacityAh = 2.9f,
        Features =
        [
            Of(FeatureKind.Voltage, FeatureSource.Voltage), Of(FeatureKind.Current, FeatureSource.Current),
            Of(FeatureKind.VoltageDelta, FeatureSource.Voltage),
            .. new[] { 60f, 60f, 60f, 60f, 200f, 200f, 1200f, 1200f }.Select(tau => Of(FeatureKind.Ema, FeatureSource.Voltage, tau)),
        ],
        FeatureScale = [.. Enumerable.Repeat(1f / 1.2f, Width)],
        FeatureOffset = [.. Enumerable.Repeat(-3.0f / 1.2f, Width)],
        InputMin = isSmall ? sbyte.MinValue : short.MinValue,
        InputMax = isSmall ? sbyte.MaxValue : short.MaxValue,
        InputScale = isSmall ? 1f / 100f : 1f / 10000f,
        OutputScale = isSmall ? 1f / 100f : 1f / 10000f,
        MinVoltageV = 2f,
        MaxVoltageV = 4.5f,
        MaxCurrentA = 30f,
    };

    public override void Reset()
    {
    }

    public override void Invoke(short[] input, short[] output) => output[0] = input[(Window * Width) - 1];

    private static FeatureSpec Of(FeatureKind kind, FeatureSource source, float tauS = 0f) => new(kind, source, source, 0, tauS);
}
