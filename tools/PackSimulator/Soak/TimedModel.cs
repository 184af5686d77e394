using NanoBms.Core;

namespace NanoBms.PackSimulator.Soak;

/// <summary>A network whose inference takes simulated time, each as long as it is told to: an entry is known again by it.</summary>
internal sealed class TimedModel(QuantizedModel network, DeviceClock clock) : QuantizedModel
{
    /// <summary>Time of the next inference, milliseconds, below a second.</summary>
    public int NextMs { get; set; }

    /// <inheritdoc/>
    public override ModelInfo Info => network.Info;

    /// <inheritdoc/>
    public override void Reset() => network.Reset();

    /// <inheritdoc/>
    public override void Invoke(short[] input, short[] output)
    {
        network.Invoke(input, output);
        clock.Elapse(NextMs);
        NextMs = 0;
    }
}
