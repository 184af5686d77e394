using NanoBms.Models.Keras.Files;
using NanoBms.Models.Layers.Activations;
using NanoBms.Models.Layers.Affine;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Layers.Curves;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Flatten;
using NanoBms.Models.Layers.Gru;
using NanoBms.Models.Layers.LayerNorm;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Layers.LstmVariants;
using NanoBms.Models.Layers.Pooling;
using NanoBms.Models.Layers.Reversal;
using NanoBms.Models.Layers.SimpleRnn;
using NanoBms.Models.Layers.StepWindows;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers;

/// <summary>The kinds of layers that there are. A new one is a folder beside this file and a line in it.</summary>
public static class LayerKinds
{
    private static readonly LayerKind[] All =
    [
        new LstmKind(),
        new LstmVariantKind(),
        new GruKind(),
        new SimpleRnnKind(),
        new DenseKind(),
        new ActivationKind(),
        new CurveKind(),
        new AffineKind(),
        new LayerNormKind(),
        new FlattenKind(),
        new PoolingKind(),
        new ReversalKind(),
        new StepWindowsKind(),
    ];

    /// <summary>Classes of Keras that can be read.</summary>
    internal static IReadOnlyList<KerasClass> KerasClasses { get; } = [.. All.SelectMany(kind => kind.KerasClasses)];

    /// <summary>Operators of quantised TensorFlow Lite files that are layers.</summary>
    internal static IReadOnlyList<TfliteOperatorReading> TfliteOperators { get; } = [.. All.SelectMany(kind => kind.TfliteOperators)];

    /// <summary>A layer in words.</summary>
    public static string Describe(FloatLayer layer) => Of(layer).Describe(layer);

    /// <summary>What is to be reported of each layer of a network, in order.</summary>
    public static IReadOnlyList<LayerFacts> Facts(QuantizedNetwork network)
    {
        var shape = new LayerShape(network.TimeSteps, network.InputSize);
        var facts = new List<LayerFacts>();
        foreach (QuantizedLayer layer in network.Layers)
        {
            facts.Add(Of(layer).Facts(layer, shape, network.Width));
            shape = layer.After(shape);
        }

        return facts;
    }

    /// <summary>The kind of a layer.</summary>
    internal static LayerKind Of(FloatLayer layer) => All.First(kind => kind.IsOf(layer));

    /// <summary>The kind of a layer.</summary>
    internal static LayerKind Of(QuantizedLayer layer) => All.First(kind => kind.IsOf(layer));
}
