using NanoBms.Models.Layers.Common;

namespace NanoBms.Models.Layers.Activations;

/// <summary>What is to be reported of an activation.</summary>
internal static class ActivationReport
{
    public static string Describe(FloatActivation layer) => layer.Activation.ToString();

    public static LayerFacts Facts(QuantizedActivation layer) => new(layer.Activation.ToString(), "", 0, 0);
}
