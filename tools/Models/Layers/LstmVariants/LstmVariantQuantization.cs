using NanoBms.Core.Arithmetic;
using NanoBms.Models.Layers.Gates;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.LstmVariants;

/// <summary>
/// The int8 form of an LSTM of other activations: weights per gate, hidden state and output in one quantisation, sums and cell in powers of
/// two that calibration asks for.
/// </summary>
internal static class LstmVariantQuantization
{
    // Of what calibration showed the cell has 18 bits, and 6 more to grow in.
    private const int CellBits = 18, MinExponent = -24, MaxExponent = 0;

    public static QuantizedLstmVariant Quantize(FloatLstmVariant lstm, LayerCalibration calibration)
    {
        int units = lstm.Units;
        float Largest(int from, int count) => calibration.LargestStates.AsSpan(from * units, count * units).ToArray().Max();
        RoundedWeights[] gates = [.. lstm.Biases.Select((bias, gate) => RoundedWeights.Of(
            [lstm.InputWeights[gate], lstm.RecurrentWeights[gate]], bias, [calibration.MeanInput, calibration.MeanHidden],
            calibration.Compensation))];
        float[] sums = [.. Enumerable.Range(0, FloatLstmVariant.Gates).Select(gate => GateFunction.SumScale(
            gate == FloatLstmVariant.CellGate ? lstm.CellActivation : lstm.GateActivation, Largest(1 + (2 * gate), 2)))];
        int Values(int gate, Activation activation) =>
            ActivationFunctions.Bounds(activation) is null ? FixedPoint.PowerOfTwoExponent(sums[gate]) : GateFunction.BoundedExponent;

        // Not finer than input gate times candidate, so that only shifts to the right are needed.
        int finest = Values(0, lstm.GateActivation) + Values(FloatLstmVariant.CellGate, lstm.CellActivation) + 1;
        float cell = Largest(0, 1);
        int exponent = (cell > 0 ? (int)Math.Ceiling(Math.Log2(cell)) : MinExponent) - CellBits;
        var quantized = new QuantizedLstmVariant(
            lstm.Name, calibration.Input, calibration.Output, lstm.InputSize, units, lstm.ReturnSequences, lstm.CellActivation,
            lstm.GateActivation, sums,
            MathF.ScaleB(1f, Math.Clamp(exponent, Math.Min(MaxExponent, Math.Max(MinExponent, finest)), MaxExponent)),
            [.. gates.Select(gate => gate.Scales[0])], [.. gates.Select(gate => gate.Scales[1])],
            [.. gates.Select(gate => gate.Values[0])], [.. gates.Select(gate => gate.Values[1])],
            [.. gates.Select(gate => QuantizationGrids.Bias(gate.Bias, calibration.Input.Scale * gate.Scales[0]))]);
        HiddenRounding.Require(quantized.OutputMultiplier, lstm.Name);
        return quantized;
    }

    public static FloatLstmVariant TakeInBefore(FloatLstmVariant lstm, Scaling scaling)
    {
        (float[] Weights, float[] Bias)[] folded =
            [.. lstm.InputWeights.Select((weights, gate) => scaling.FoldInto(weights, lstm.Biases[gate]))];
        return lstm with { InputWeights = [.. folded.Select(gate => gate.Weights)], Biases = [.. folded.Select(gate => gate.Bias)] };
    }
}
