using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>
/// The int8 form of an LSTM: weights per gate, hidden state and output in one quantisation, cell state int16 with a power of two.
/// </summary>
internal static class LstmQuantization
{
    // Below 2^0 finer cells gain nothing: gate sums themselves have 12 fraction bits.
    private const int MinRangeExponent = 0, MaxRangeExponent = 6;

    public static QuantizedLstm Quantize(FloatLstm lstm, LayerCalibration calibration)
    {
        float cellScale = QuantizationGrids.PowerOfTwo(calibration.LargestState, MinRangeExponent, MaxRangeExponent);
        RoundedWeights[] gates = [.. lstm.Biases.Select((bias, gate) => RoundedWeights.Of(
            [lstm.InputWeights[gate], lstm.RecurrentWeights[gate]], bias, [calibration.MeanInput, calibration.MeanHidden],
            calibration.Compensation))];
        return new QuantizedLstm(
            lstm.Name, calibration.Input, calibration.Output, lstm.InputSize, lstm.Units, lstm.ReturnSequences, cellScale, lstm.CellClip,
            [.. gates.Select(gate => gate.Scales[0])], [.. gates.Select(gate => gate.Scales[1])],
            [.. gates.Select(gate => gate.Values[0])], [.. gates.Select(gate => gate.Values[1])],
            [.. gates.Select(gate => QuantizationGrids.Bias(gate.Bias, calibration.Input.Scale * gate.Scales[0]))]);
    }

    public static FloatLstm TakeInBefore(FloatLstm lstm, Scaling scaling)
    {
        var weights = new float[lstm.InputWeights.Length][];
        var biases = new float[weights.Length][];
        for (int gate = 0; gate < weights.Length; gate++)
        {
            (weights[gate], biases[gate]) = scaling.FoldInto(lstm.InputWeights[gate], lstm.Biases[gate]);
        }

        return lstm with { InputWeights = weights, Biases = biases, HybridInput = null };
    }
}
