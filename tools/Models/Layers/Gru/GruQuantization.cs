using NanoBms.Models.Layers.Gates;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.Gru;

/// <summary>
/// The int8 form of a gated recurrent unit: weights per gate, hidden state and output in one quantisation, sums in powers of two that
/// calibration asks for.
/// </summary>
internal static class GruQuantization
{
    public static QuantizedGru Quantize(FloatGru gru, LayerCalibration calibration)
    {
        int units = gru.Units;
        float[] sums = [.. Enumerable.Range(0, FloatGru.Gates).Select(gate => GateFunction.SumScale(
            gate == FloatGru.Candidate ? gru.CandidateActivation : gru.GateActivation,
            calibration.LargestStates.AsSpan(2 * gate * units, 2 * units).ToArray().Max()))];
        (RoundedWeights Input, RoundedWeights Recurrent)[] gates = [.. Enumerable.Range(0, FloatGru.Gates).Select(gate =>
            gate == FloatGru.Candidate ? Candidate(gru, calibration) : Gate(gru, gate, calibration))];
        float[] recurrentScales = [.. gates.Select(gate => gate.Recurrent.Scales[^1])];
        var quantized = new QuantizedGru(
            gru.Name, calibration.Input, calibration.Output, gru.InputSize, units, gru.ReturnSequences, gru.ResetAfter,
            gru.CandidateActivation, gru.GateActivation, sums, [.. gates.Select(gate => gate.Input.Scales[0])], recurrentScales,
            [.. gates.Select(gate => gate.Input.Values[0])], [.. gates.Select(gate => gate.Recurrent.Values[^1])],
            [.. gates.Select(gate => QuantizationGrids.Bias(gate.Input.Bias, calibration.Input.Scale * gate.Input.Scales[0]))],
            gru.ResetAfter
                ? QuantizationGrids.Bias(gates[^1].Recurrent.Bias, calibration.Output.Scale * recurrentScales[^1])
                : new long[units]);
        HiddenRounding.Require(quantized.OutputMultiplier, gru.Name);
        HiddenRounding.Require(quantized.ResetMultiplier, gru.Name);
        return quantized;
    }

    public static FloatGru TakeInBefore(FloatGru gru, Scaling scaling)
    {
        (float[] Weights, float[] Bias)[] folded =
            [.. gru.InputWeights.Select((weights, gate) => scaling.FoldInto(weights, gru.Biases[gate]))];
        return gru with { InputWeights = [.. folded.Select(gate => gate.Weights)], Biases = [.. folded.Select(gate => gate.Bias)] };
    }

    /// <summary>Both matrices of a gate stand before one bias.</summary>
    private static (RoundedWeights Input, RoundedWeights Recurrent) Gate(FloatGru gru, int gate, LayerCalibration calibration)
    {
        var rounded = RoundedWeights.Of(
            [gru.InputWeights[gate], gru.RecurrentWeights[gate]], gru.Biases[gate], [calibration.MeanInput, calibration.MeanHidden],
            calibration.Compensation);
        return (rounded, rounded);
    }

    /// <summary>The reset gate stands between the candidate's matrices, so that one does not make up for the other's rounding.</summary>
    private static (RoundedWeights Input, RoundedWeights Recurrent) Candidate(FloatGru gru, LayerCalibration calibration) => (
        RoundedWeights.Of([gru.InputWeights[FloatGru.Candidate]], gru.Biases[FloatGru.Candidate], [calibration.MeanInput], null),
        RoundedWeights.Of([gru.RecurrentWeights[FloatGru.Candidate]], gru.CandidateBias, [calibration.MeanHidden], null));
}
