using System.Numerics.Tensors;
using NanoBms.Models.Inference.Runs;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Layers.SimpleRnn;

/// <summary>A SimpleRNN in single precision.</summary>
internal sealed class SimpleRnnFloatRun(FloatSimpleRnn layer) : FloatRun
{
    private readonly WeightProduct inputProduct = WeightProduct.Create(layer.InputWeights, null, layer.InputSize);
    private readonly WeightProduct recurrentProduct = WeightProduct.Create(layer.RecurrentWeights, null, layer.Units);
    private readonly float[] hidden = new float[layer.Units];

    // What becomes int16: the input's sums, bias included, then the hidden state's.
    private readonly float[] sums = new float[2 * layer.Units];

    public override void Reset() => Array.Clear(hidden);

    public override float[] Run(float[] input, LayerShape shape, RunObserver observer)
    {
        int units = layer.Units;
        var output = new float[layer.After(shape).Count];
        Span<float> fromInput = sums.AsSpan(0, units), fromHidden = sums.AsSpan(units, units);
        for (int t = 0; t < shape.Steps; t++)
        {
            ReadOnlySpan<float> x = input.AsSpan(t * layer.InputSize, layer.InputSize);
            observer.Product(x, hidden);
            layer.Bias.CopyTo(fromInput);
            inputProduct.AddTo(x, fromInput);
            fromHidden.Clear();
            recurrentProduct.AddTo(hidden, fromHidden);
            TensorPrimitives.Add<float>(fromInput, fromHidden, hidden);
            ActivationFunctions.Apply(layer.Activation, hidden);
            observer.State(hidden, sums);
            hidden.CopyTo(output, layer.ReturnSequences ? t * units : 0);
        }

        return output;
    }
}
