using NanoBms.Foundation;
using NanoBms.Models.Layers;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Tflite;

/// <summary>
/// Writes networks as the TensorFlow Lite converter would: fused UNIDIRECTIONAL_SEQUENCE_LSTM, STRIDED_SLICE for the last step,
/// FULLY_CONNECTED; the manifest as a metadata entry. The same network gives the same bytes.
/// </summary>
public static class TfliteWriter
{
    private const string Description = "NanoBms";

    /// <summary>Writes a float network.</summary>
    /// <exception cref="UserError">A layer that has no form here.</exception>
    public static byte[] Write(FloatNetwork network, Manifest? manifest = null)
    {
        TfliteTarget target = Start(TensorType.Float32, network.TimeSteps, network.InputSize, null);
        foreach (FloatLayer layer in network.Layers)
        {
            LayerKinds.Of(layer).Write(layer, target);
        }

        return Finish(target, manifest);
    }

    /// <summary>Writes a quantised network, with quantised input and output.</summary>
    /// <exception cref="UserError">A layer that has no form here.</exception>
    public static byte[] Write(QuantizedNetwork network, Manifest? manifest = null)
    {
        TensorType type = network.Width == ActivationWidth.Int16 ? TensorType.Int16 : TensorType.Int8;
        TfliteTarget target = Start(type, network.TimeSteps, network.InputSize, network.Input);
        foreach (QuantizedLayer layer in network.Layers)
        {
            LayerKinds.Of(layer).Write(layer, target);
        }

        return Finish(target, manifest);
    }

    private static TfliteTarget Start(TensorType type, int timeSteps, int inputSize, QuantParams? quantization)
    {
        var target = new TfliteTarget(new TfliteBuilder(), type);
        int[] shape = [1, timeSteps, inputSize];
        target.Continue(target.Tensor("input", shape, quantization), shape);
        target.Graph.SetInput(target.Current);
        return target;
    }

    private static byte[] Finish(TfliteTarget target, Manifest? manifest)
    {
        target.Graph.SetOutput(target.Current);
        if (manifest is not null)
        {
            target.Graph.Metadata(Manifest.MetadataName, ManifestJson.Write(manifest));
        }

        return target.Graph.Build(Description);
    }
}
