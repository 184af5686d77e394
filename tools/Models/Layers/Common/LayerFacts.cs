namespace NanoBms.Models.Layers.Common;

/// <summary>What is to be reported of a layer of a quantised network.</summary>
/// <param name="Kind">Operator with its activation.</param>
/// <param name="Weights">Weights and their scales in words; empty where it has none.</param>
/// <param name="WeightBytes">Bytes of weights and biases.</param>
/// <param name="Macs">Multiply-accumulates of one call of the model.</param>
public sealed record LayerFacts(string Kind, string Weights, int WeightBytes, long Macs);
