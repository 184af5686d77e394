using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.LstmVariants;

/// <summary>What is to be reported of an LSTM of other activations.</summary>
internal static class LstmVariantReport
{
    public static string Describe(FloatLstmVariant lstm) =>
        $"LSTM {lstm.InputSize} -> {lstm.Units}, {Activations(lstm.CellActivation, lstm.GateActivation)}"
            + (lstm.ReturnSequences ? ", all steps" : "");

    public static LayerFacts Facts(QuantizedLstmVariant lstm, LayerShape input, ActivationWidth width)
    {
        int weights = FloatLstmVariant.Gates * lstm.Units * (lstm.InputSize + lstm.Units);
        return new LayerFacts(
            $"LSTM, {Activations(lstm.CellActivation, lstm.GateActivation)}", "int8, a scale for each gate",
            weights + (FloatLstmVariant.Gates * lstm.Units * width.BiasBytes()), (long)input.Steps * weights);
    }

    private static string Activations(Activation cell, Activation gates) =>
        $"{ActivationFunctions.Name(cell)} with gates {ActivationFunctions.Name(gates)}";
}
