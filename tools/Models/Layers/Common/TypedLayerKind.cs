using NanoBms.Foundation;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;
using NanoBms.Models.Tflite.Format;

namespace NanoBms.Models.Layers.Common;

/// <summary>A kind of layer by the types of its two forms. What a kind does not have stays as it is here.</summary>
/// <typeparam name="TFloat">Its form in float networks.</typeparam>
/// <typeparam name="TQuantized">Its form in quantised networks; <see cref="NoQuantizedForm"/> where it has none.</typeparam>
internal abstract class LayerKind<TFloat, TQuantized> : LayerKind
    where TFloat : FloatLayer
    where TQuantized : QuantizedLayer
{
    /// <inheritdoc/>
    public sealed override bool IsOf(FloatLayer layer) => layer is TFloat;

    /// <inheritdoc/>
    public sealed override bool IsOf(QuantizedLayer layer) => layer is TQuantized;

    /// <inheritdoc/>
    public sealed override string Describe(FloatLayer layer) => Describe((TFloat)layer);

    /// <inheritdoc/>
    public sealed override LayerFacts Facts(QuantizedLayer layer, LayerShape input, ActivationWidth width) =>
        Facts((TQuantized)layer, input, width);

    /// <inheritdoc/>
    public sealed override FloatRun Run(FloatLayer layer) => Run((TFloat)layer);

    /// <inheritdoc/>
    public sealed override IntegerRun? Run(QuantizedLayer layer, ActivationWidth width) => Run((TQuantized)layer, width);

    /// <inheritdoc/>
    public sealed override FloatLayer? TakeInBefore(FloatLayer layer, Scaling scaling) => TakeInBefore((TFloat)layer, scaling);

    /// <inheritdoc/>
    public sealed override FloatLayer? TakeInAfter(FloatLayer layer, Scaling scaling) => TakeInAfter((TFloat)layer, scaling);

    /// <inheritdoc/>
    public sealed override Scaling? MoveBehind(FloatLayer layer, Scaling scaling, LayerShape input) =>
        MoveBehind((TFloat)layer, scaling, input);

    /// <inheritdoc/>
    public sealed override IEnumerable<FloatLayer> Split(FloatLayer layer) => Split((TFloat)layer);

    /// <inheritdoc/>
    public sealed override QuantizedLayer Quantize(FloatLayer layer, LayerCalibration calibration) => Quantize((TFloat)layer, calibration);

    /// <inheritdoc/>
    public sealed override void Write(FloatLayer layer, TfliteTarget target) => Write((TFloat)layer, target);

    /// <inheritdoc/>
    public sealed override void Write(QuantizedLayer layer, TfliteTarget target) => Write((TQuantized)layer, target);

    /// <inheritdoc/>
    public sealed override LayerCode? PackedCode(QuantizedLayer layer, int index, PackedSource source) =>
        PackedCode((TQuantized)layer, index, source);

    /// <inheritdoc/>
    public sealed override LayerCode? ArraysCode(QuantizedLayer layer, int index, ArraysSource source) =>
        ArraysCode((TQuantized)layer, index, source);

    /// <inheritdoc cref="Describe(FloatLayer)"/>
    protected abstract string Describe(TFloat layer);

    /// <inheritdoc cref="Facts(QuantizedLayer, LayerShape, ActivationWidth)"/>
    protected abstract LayerFacts Facts(TQuantized layer, LayerShape input, ActivationWidth width);

    /// <inheritdoc cref="Run(FloatLayer)"/>
    protected abstract FloatRun Run(TFloat layer);

    /// <inheritdoc cref="Run(QuantizedLayer, ActivationWidth)"/>
    protected virtual IntegerRun? Run(TQuantized layer, ActivationWidth width) => null;

    /// <inheritdoc cref="TakeInBefore(FloatLayer, Scaling)"/>
    protected virtual TFloat? TakeInBefore(TFloat layer, Scaling scaling) => null;

    /// <inheritdoc cref="TakeInAfter(FloatLayer, Scaling)"/>
    protected virtual TFloat? TakeInAfter(TFloat layer, Scaling scaling) => null;

    /// <inheritdoc cref="MoveBehind(FloatLayer, Scaling, LayerShape)"/>
    protected virtual Scaling? MoveBehind(TFloat layer, Scaling scaling, LayerShape input) => null;

    /// <inheritdoc cref="Split(FloatLayer)"/>
    protected virtual IEnumerable<FloatLayer> Split(TFloat layer) => [layer];

    /// <inheritdoc cref="Quantize(FloatLayer, LayerCalibration)"/>
    protected virtual TQuantized Quantize(TFloat layer, LayerCalibration calibration) =>
        throw new UserError($"Layer '{layer.Name}' has no int8 form; use LSTM, Dense and activation layers.");

    /// <inheritdoc cref="Write(FloatLayer, TfliteTarget)"/>
    protected virtual void Write(TFloat layer, TfliteTarget target) => throw HasNoFile(layer.Name);

    /// <inheritdoc cref="Write(QuantizedLayer, TfliteTarget)"/>
    protected virtual void Write(TQuantized layer, TfliteTarget target) => throw HasNoFile(layer.Name);

    /// <inheritdoc cref="PackedCode(QuantizedLayer, int, PackedSource)"/>
    protected virtual LayerCode? PackedCode(TQuantized layer, int index, PackedSource source) => null;

    /// <inheritdoc cref="ArraysCode(QuantizedLayer, int, ArraysSource)"/>
    protected virtual LayerCode? ArraysCode(TQuantized layer, int index, ArraysSource source) => null;

    private static UserError HasNoFile(string name) =>
        new($"Layer '{name}' has no form in a .tflite file; convert the file that it was read from.");
}

/// <summary>The quantised form of kinds that have none, since they are folded into others before a network is quantised.</summary>
internal abstract record NoQuantizedForm : QuantizedLayer
{
    private NoQuantizedForm()
        : base("", new QuantParams(1f, 0), new QuantParams(1f, 0))
    {
    }
}
