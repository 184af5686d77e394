using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.StepWindows;

/// <summary>Moves integers; a zero is the zero point.</summary>
internal sealed class StepWindowsIntegerRun(QuantizedStepWindows layer) : IntegerRun
{
    public override void Run(short[] input, LayerShape shape, short[] output) =>
        layer.Plan.Fill(input, shape, (short)layer.Input.ZeroPoint, output);
}
