using NanoBms.Models.Layers.Common;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.Gru;

/// <summary>What is to be reported of a gated recurrent unit.</summary>
internal static class GruReport
{
    public static string Describe(FloatGru gru) =>
        $"GRU {gru.InputSize} -> {gru.Units}{Options(gru.ResetAfter, gru.CandidateActivation, gru.GateActivation)}"
            + (gru.ReturnSequences ? ", all steps" : "");

    public static LayerFacts Facts(QuantizedGru gru, LayerShape input, ActivationWidth width)
    {
        int weights = FloatGru.Gates * gru.Units * (gru.InputSize + gru.Units);
        return new LayerFacts(
            $"GRU{Options(gru.ResetAfter, gru.CandidateActivation, gru.GateActivation)}", "int8, a scale for each gate",
            weights + ((FloatGru.Gates + (gru.ResetAfter ? 1 : 0)) * gru.Units * width.BiasBytes()), (long)input.Steps * weights);
    }

    private static string Options(bool resetAfter, Activation candidate, Activation gates) =>
        (resetAfter ? "" : ", reset before the product") + ((candidate, gates) == (Activation.Tanh, Activation.Sigmoid)
            ? "" : $", {ActivationFunctions.Name(candidate)} with gates {ActivationFunctions.Name(gates)}");
}
