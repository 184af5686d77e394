using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.Models;

/// <summary>A model as read from a file: float or quantised, with what the file says about itself.</summary>
/// <param name="Path">Where it was read from; a name for messages.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hexadecimal.</param>
/// <param name="Format">The flavour in words, e.g. "TensorFlow Lite, fused LSTM, int8".</param>
/// <param name="Float">The network of a float file; null for a quantised one.</param>
/// <param name="Quantized">The network of a quantised file; null for a float one.</param>
/// <param name="Manifest">The project's manifest, where the file carries one.</param>
public sealed record ModelFile(
    string Path, string Sha256, string Format, FloatNetwork? Float, QuantizedNetwork? Quantized, Manifest? Manifest);
