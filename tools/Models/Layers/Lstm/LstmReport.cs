using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Lstm;

/// <summary>What is to be reported of an LSTM.</summary>
internal static class LstmReport
{
    public static string Describe(FloatLstm lstm) => $"LSTM {lstm.InputSize} -> {lstm.Units}{(lstm.ReturnSequences ? ", all steps" : "")}";

    public static LayerFacts Facts(QuantizedLstm lstm, LayerShape input, ActivationWidth width)
    {
        int weights = 4 * lstm.Units * (lstm.InputSize + lstm.Units);
        return new LayerFacts(
            lstm.CellClip > 0 ? $"LSTM, cell clipped to {lstm.CellClip:0.###}" : "LSTM", "int8, a scale for each gate",
            weights + (4 * lstm.Units * width.BiasBytes()), (long)input.Steps * weights);
    }
}
