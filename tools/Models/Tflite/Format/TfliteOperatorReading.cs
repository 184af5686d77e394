namespace NanoBms.Models.Tflite.Format;

/// <summary>An operator of quantised graphs and how a layer is read from it.</summary>
/// <param name="Code">The operator.</param>
/// <param name="Read">Adds the layer to the chain.</param>
internal sealed record TfliteOperatorReading(BuiltinOperator Code, Action<QuantizedChain, TfliteOperator> Read);
