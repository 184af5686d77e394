using NanoBms.Core;
using NanoBms.Device.Hardware;

namespace NanoBms.Device.Tests.Fakes;

/// <summary>A model whose state of charge is the newest cell voltage, from 3.0 V (0 %) to 4.2 V (100 %).</summary>
internal sealed class VoltageModel : QuantizedModel
{
    private const int Window = 10;

    public override ModelInfo Info { get; } = new()
    {
        Name = "voltage",
        TimeSteps = Window,
        InputSize = 1,
        OutputSize = 1,
        SamplePeriodMs = 1000,
        RatedCapacityAh = 2.9f,
        Features = [new FeatureSpec(FeatureKind.Voltage, FeatureSource.Voltage, FeatureSource.Voltage, 0, 0f)],
        FeatureScale = [1f / 1.2f],
        FeatureOffset = [-3.0f / 1.2f],
        InputScale = 1f / 255f,
        InputZeroPoint = -128,
        OutputScale = 1f / 255f,
        OutputZeroPoint = -128,
        MinVoltageV = 2f,
        MaxVoltageV = 4.5f,
        MaxCurrentA = 30f,
    };

    public override void Reset()
    {
    }

    public override void Invoke(short[] input, short[] output) => output[0] = input[Window - 1];
}

/// <summary>Memory and restart that the test sees.</summary>
internal sealed class FakePower : IPower
{
    public int Free { get; set; } = 50000;

    public int Restarts { get; private set; }

    public int FreeMemoryBytes() => Free;

    public void Restart() => Restarts++;
}

/// <summary>A pin that remembers.</summary>
internal sealed class FakeOutput : IDigitalOutput
{
    public bool? IsHigh { get; private set; }

    public void Set(bool isHigh) => IsHigh = isHigh;
}
