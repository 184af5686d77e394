using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Layers.Activations;

/// <summary>The quantised form of an activation: the runtime's kernels fix the quantisation of what is bounded by itself.</summary>
internal static class ActivationQuantization
{
    public static QuantizedActivation Quantize(FloatActivation layer, LayerCalibration calibration)
    {
        QuantParams output = (layer.Activation, calibration.Width) switch
        {
            (Activation.Sigmoid or Activation.Softmax or Activation.Tanh, ActivationWidth.Int16) => new QuantParams(1f / 32768f, 0),
            (Activation.Sigmoid or Activation.Softmax, _) => new QuantParams(1f / 256f, -128),
            (Activation.Tanh, _) => new QuantParams(1f / 128f, 0),
            _ => calibration.Output,
        };
        return new QuantizedActivation(layer.Name, calibration.Input, output, layer.Activation, calibration.Shape.Size);
    }
}
