using System.Reflection;
using NanoBms.Core;

namespace NanoBms.PackSimulator.Soak;

/// <summary>
/// A network whose inference takes simulated time, and whose estimate is a little less than it was, each by another step: an entry is known
/// again by it, also of a cell at rest.
/// </summary>
internal sealed class TimedModel : QuantizedModel
{
    // Steps of some 0.01 % instead of those of int8. Both numbers are primes: neighbours differ by far more than an estimate at rest does.
    private const int Finer = 64, Marks = 199, Stride = 89;
    private const double MarkPercent = 0.01;

    private readonly QuantizedModel network;
    private readonly DeviceClock clock;
    private readonly int lowest;

    /// <param name="network">The network.</param>
    /// <param name="clock">What its inference takes time of.</param>
    public TimedModel(QuantizedModel network, DeviceClock clock)
    {
        (this.network, this.clock) = (network, clock);
        Info = Copy(network.Info);
        Info.OutputScale /= Finer;
        Info.OutputZeroPoint *= Finer;
        lowest = Info.OutputZeroPoint;
    }

    /// <summary>Number of the next entry.</summary>
    public int Next { get; set; }

    /// <inheritdoc/>
    public override ModelInfo Info { get; }

    /// <inheritdoc/>
    public override void Reset() => network.Reset();

    /// <inheritdoc/>
    public override void Invoke(short[] input, short[] output)
    {
        network.Invoke(input, output);
        double steps = MarkPercent * (Next * (long)Stride % Marks) / (Info.OutputScale * Info.SocScale);
        output[0] = (short)Math.Max(output[0] * Finer - (int)steps, lowest);
        clock.Elapse(Next % SoakPlan.SecondMs);
        Next = 0;
    }

    private static ModelInfo Copy(ModelInfo info)
    {
        var copy = new ModelInfo();
        foreach (FieldInfo field in typeof(ModelInfo).GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            field.SetValue(copy, field.GetValue(info));
        }

        return copy;
    }
}
