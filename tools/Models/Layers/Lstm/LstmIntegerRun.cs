using NanoBms.Core.Arithmetic;
using NanoBms.Foundation;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>An LSTM in integers, on Core's kernel.</summary>
internal sealed class LstmIntegerRun(QuantizedLstm lstm, ActivationWidth width) : IntegerRun
{
    private readonly LstmLayer layer = Create(lstm, width);

    public override void Reset() => layer.ResetState();

    public override void Run(short[] input, LayerShape shape, short[] output)
    {
        for (int t = 0; t < shape.Steps; t++)
        {
            layer.Step(input, t * lstm.InputSize, output, lstm.ReturnSequences ? t * lstm.Units : 0);
        }
    }

    /// <summary>The kernel; scales that no calibration gives have no multipliers in it.</summary>
    private static LstmLayer Create(QuantizedLstm lstm, ActivationWidth width)
    {
        try
        {
            return new LstmLayer(
                lstm.InputSize, lstm.Units, width == ActivationWidth.Int16, lstm.InputWeights, lstm.RecurrentWeights, lstm.Biases,
                lstm.Input.Scale, lstm.Input.ZeroPoint, lstm.Output.Scale, lstm.Output.ZeroPoint, lstm.CellScale, lstm.CellClip,
                lstm.InputWeightScales, lstm.RecurrentWeightScales);
        }
        catch (ArgumentException exception)
        {
            throw new UserError(
                $"Layer '{lstm.Name}' has a scale that its integers cannot be computed with ({exception.Message.TrimEnd('.')}); "
                    + "quantise the model again from the float one.", exception);
        }
    }
}
