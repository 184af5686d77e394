using NanoBms.Foundation;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Keras.Files;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Common;

/// <summary>
/// All that the library does with one kind of layer. A kind is a folder beside this one, with a file for each of its parts; the list of
/// kinds makes it known. Derive from <see cref="LayerKind{TFloat, TQuantized}"/>.
/// </summary>
internal abstract class LayerKind
{
    /// <summary>Classes of Keras that it is read from.</summary>
    public virtual IReadOnlyList<KerasClass> KerasClasses => [];

    /// <summary>Operators of quantised TensorFlow Lite files that it is read from.</summary>
    public virtual IReadOnlyList<TfliteOperatorReading> TfliteOperators => [];

    /// <summary>Whether a layer is of this kind.</summary>
    public abstract bool IsOf(FloatLayer layer);

    /// <summary>Whether a layer is of this kind.</summary>
    public abstract bool IsOf(QuantizedLayer layer);

    /// <summary>The layer in words.</summary>
    public abstract string Describe(FloatLayer layer);

    /// <summary>What is to be reported of a layer.</summary>
    public abstract LayerFacts Facts(QuantizedLayer layer, LayerShape input, ActivationWidth width);

    /// <summary>What runs the layer in single precision.</summary>
    public abstract FloatRun Run(FloatLayer layer);

    /// <summary>What runs the layer in integers; null where it leaves all values as they are.</summary>
    /// <exception cref="UserError">It cannot be run in integers.</exception>
    public abstract IntegerRun? Run(QuantizedLayer layer, ActivationWidth width);

    /// <summary>The layer with a scaling before it taken in; null where it cannot take one in.</summary>
    public abstract FloatLayer? TakeInBefore(FloatLayer layer, Scaling scaling);

    /// <summary>The layer with a scaling after it taken in; null where it cannot take one in.</summary>
    public abstract FloatLayer? TakeInAfter(FloatLayer layer, Scaling scaling);

    /// <summary>The scaling behind the layer that does the same as one before it; null where there is none.</summary>
    public abstract Scaling? MoveBehind(FloatLayer layer, Scaling scaling, LayerShape input);

    /// <summary>The layers that do the same and have quantised forms.</summary>
    public abstract IEnumerable<FloatLayer> Split(FloatLayer layer);

    /// <summary>The quantised form.</summary>
    /// <exception cref="UserError">It has none.</exception>
    public abstract QuantizedLayer Quantize(FloatLayer layer, LayerCalibration calibration);

    /// <summary>Writes the layer into a .tflite file.</summary>
    /// <exception cref="UserError">It has no form there.</exception>
    public abstract void Write(FloatLayer layer, TfliteTarget target);

    /// <summary>Writes the layer into a .tflite file.</summary>
    /// <exception cref="UserError">It has no form there.</exception>
    public abstract void Write(QuantizedLayer layer, TfliteTarget target);

    /// <summary>Generated code with weights as constants; null where it leaves all values as they are.</summary>
    public abstract LayerCode? PackedCode(QuantizedLayer layer, int index, PackedSource source);

    /// <summary>Generated code with weights in arrays; null where it leaves all values as they are.</summary>
    public abstract LayerCode? ArraysCode(QuantizedLayer layer, int index, ArraysSource source);
}
