using NanoBms.Models.Networks;

namespace NanoBms.Models.Inference.Runs;

/// <summary>Runs one layer in single precision, and owns its state and buffers.</summary>
internal abstract class FloatRun
{
    /// <summary>Sets states to zero.</summary>
    public virtual void Reset()
    {
    }

    /// <summary>Runs the layer on all time steps.</summary>
    /// <param name="input">Values of the shape; may be overwritten and returned.</param>
    /// <param name="shape">Shape of the input.</param>
    /// <param name="observer">Is told of products and states.</param>
    public abstract float[] Run(float[] input, LayerShape shape, RunObserver observer);
}

/// <summary>What looks on while a layer runs.</summary>
/// <param name="Layer">Index of the layer.</param>
/// <param name="OnProduct">Called before each product with what weights meet: the input and, of a recurrent layer, the hidden
/// state.</param>
/// <param name="OnState">Called after each step of a recurrent layer with its hidden state and with what else gets an int16 form.</param>
internal readonly record struct RunObserver(
    int Layer,
    Action<int, ReadOnlySpan<float>, ReadOnlySpan<float>>? OnProduct,
    Action<int, ReadOnlySpan<float>, ReadOnlySpan<float>>? OnState)
{
    public void Product(ReadOnlySpan<float> input, ReadOnlySpan<float> hidden) => OnProduct?.Invoke(Layer, input, hidden);

    public void State(ReadOnlySpan<float> hidden, ReadOnlySpan<float> inner) => OnState?.Invoke(Layer, hidden, inner);
}
