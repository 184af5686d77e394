using System.Numerics.Tensors;

namespace NanoBms.ModelTrainer.Passes;

/// <summary>One dense layer on a batch, forth and back. All arrays are [feature][batch].</summary>
internal sealed class DensePass(DensePlace place, int batch)
{
    private readonly float[] sumGradient = new float[place.Units * batch];

    /// <summary>The layer's output.</summary>
    public float[] Output { get; } = new float[place.Units * batch];

    public void Forward(float[] parameters, ReadOnlySpan<float> input, ActivationGrid? grid = null)
    {
        ReadOnlySpan<float> bias = parameters.AsSpan(place.Bias);
        for (int unit = 0; unit < place.Units; unit++)
        {
            Output.AsSpan(unit * batch, batch).Fill(bias[unit]);
        }

        MatrixProduct.Add(parameters.AsSpan(place.Kernel), input, Output, place.Units, place.InputSize, batch);
        if (place.Relu)
        {
            TensorPrimitives.Max(Output, 0f, Output);
        }

        grid?.Round(Output);
    }

    /// <summary>Adds to the gradients and gives the gradient of the input.</summary>
    public void Backward(
        float[] transposed, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, float[] gradients, Span<float> inputGradient)
    {
        for (int k = 0; k < sumGradient.Length; k++)
        {
            sumGradient[k] = place.Relu && Output[k] <= 0f ? 0f : outputGradient[k];
        }

        Span<float> biasGradient = gradients.AsSpan(place.Bias);
        for (int unit = 0; unit < place.Units; unit++)
        {
            biasGradient[unit] += TensorPrimitives.Sum<float>(sumGradient.AsSpan(unit * batch, batch));
        }

        MatrixProduct.AddOuter(
            sumGradient, sumGradient.Length, input, input.Length, gradients.AsSpan(place.Kernel), place.Units, place.InputSize, batch, 1);
        inputGradient.Clear();
        MatrixProduct.Add(transposed.AsSpan(place.Kernel), sumGradient, inputGradient, place.InputSize, place.Units, batch);
    }
}
