using NanoBms.Models.Keras.Files;

namespace NanoBms.Models.Layers.Curves;

/// <summary>Reads Keras' LeakyReLU and ELU; the other curves are names of activations.</summary>
internal static class CurveKeras
{
    // What tf.nn.leaky_relu and Keras 3 take where the name alone is given; the layer's own default is another one.
    private const double NamedSlope = 0.2, LayerSlope = 0.3;

    public static IReadOnlyList<KerasClass> Classes { get; } =
    [
        new("LeakyReLU", (sequence, layer, _) => sequence.Add(new FloatCurve(layer.Name, new Curve(
            CurveFunction.LeakyRelu, layer.Number("negative_slope") ?? layer.Number("alpha") ?? LayerSlope)))),
        new("ELU", (sequence, layer, _) => sequence.Add(new FloatCurve(layer.Name, new Curve(
            CurveFunction.Elu, layer.Number("alpha") ?? 1)))),
    ];

    /// <summary>A curve by the name of an activation; null where it is none.</summary>
    public static Curve? Named(string activation) => Curve.Named(activation, NamedSlope);
}
