namespace NanoBms.ModelTrainer.Training;

/// <summary>A network on one share of a batch: prediction, loss and gradients. Owns all its memory; one thread uses it.</summary>
internal sealed class NetworkPass
{
    private readonly NetworkShape shape;
    private readonly int batch;
    private readonly LstmPass[] lstm;
    private readonly DensePass[] dense;

    // Gradients with regard to the input of each layer; the first LSTM's is not wanted.
    private readonly float[][] lstmGradients, denseGradients;
    private readonly float[] outputGradient;

    public NetworkPass(NetworkShape shape, int batch)
    {
        this.shape = shape;
        this.batch = batch;
        lstm = [.. shape.Lstm.Select(place => new LstmPass(place, shape.Window, batch))];
        dense = [.. shape.Dense.Select(place => new DensePass(place, batch))];
        lstmGradients = [.. shape.Lstm.Select(place => new float[shape.Window * place.Units * batch])];
        denseGradients = [.. shape.Dense.Select(place => new float[place.InputSize * batch])];
        outputGradient = new float[batch];
        Input = new float[shape.Window * shape.Features * batch];
        Target = new float[batch];
        Gradients = new float[shape.ParameterCount];
    }

    /// <summary>Input, [step][feature][batch].</summary>
    public float[] Input { get; }

    /// <summary>Wanted output, [batch].</summary>
    public float[] Target { get; }

    /// <summary>Gradients of the parameters after <see cref="Backward"/>.</summary>
    public float[] Gradients { get; }

    /// <summary>Output of the last forward pass, [batch].</summary>
    public ReadOnlySpan<float> Output => dense[^1].Output;

    public void Forward(float[] parameters)
    {
        float[] sequence = Input;
        foreach (LstmPass layer in lstm)
        {
            layer.Forward(parameters, sequence);
            sequence = layer.Hidden;
        }

        ReadOnlySpan<float> values = LastStep;
        foreach (DensePass layer in dense)
        {
            layer.Forward(parameters, values);
            values = layer.Output;
        }
    }

    /// <summary>Runs forth and back; gives the sum of the losses, and leaves the gradients of their mean over the whole batch.</summary>
    /// <param name="transposed">The kernels transposed, at the places of the kernels.</param>
    /// <param name="huberDelta">Errors above it count linearly.</param>
    /// <param name="wholeBatch">Samples of the whole batch, of which this is a share.</param>
    public double Backward(float[] parameters, float[] transposed, float huberDelta, int wholeBatch)
    {
        Forward(parameters);
        double loss = 0;
        ReadOnlySpan<float> output = Output;
        for (int k = 0; k < batch; k++)
        {
            float error = output[k] - Target[k], size = MathF.Abs(error);
            loss += size <= huberDelta ? 0.5 * error * error : huberDelta * (size - 0.5 * huberDelta);
            outputGradient[k] = Math.Clamp(error, -huberDelta, huberDelta) / wholeBatch;
        }

        Gradients.AsSpan().Clear();
        ReadOnlySpan<float> gradient = outputGradient;
        for (int k = dense.Length - 1; k >= 0; k--)
        {
            dense[k].Backward(transposed, k == 0 ? LastStep : dense[k - 1].Output, gradient, Gradients, denseGradients[k]);
            gradient = denseGradients[k];
        }

        float[] last = lstmGradients[^1];
        gradient.CopyTo(last.AsSpan(last.Length - gradient.Length));
        for (int k = lstm.Length - 1; k >= 0; k--)
        {
            lstm[k].Backward(transposed, k == 0 ? Input : lstm[k - 1].Hidden, lstmGradients[k], Gradients, k == 0 ? null : lstmGradients[k - 1]);
        }

        return loss;
    }

    /// <summary>Writes the transposes of all kernels that the way back needs.</summary>
    public static void Transpose(NetworkShape shape, float[] parameters, float[] transposed)
    {
        foreach (LstmPlace place in shape.Lstm)
        {
            MatrixProduct.Transpose(parameters.AsSpan(place.Kernel), transposed.AsSpan(place.Kernel), 4 * place.Units, place.InputSize);
            MatrixProduct.Transpose(parameters.AsSpan(place.Recurrent), transposed.AsSpan(place.Recurrent), 4 * place.Units, place.Units);
        }

        foreach (DensePlace place in shape.Dense)
        {
            MatrixProduct.Transpose(parameters.AsSpan(place.Kernel), transposed.AsSpan(place.Kernel), place.Units, place.InputSize);
        }
    }

    private ReadOnlySpan<float> LastStep
    {
        get
        {
            int size = shape.Lstm[^1].Units * batch;
            return lstm[^1].Hidden.AsSpan((shape.Window - 1) * size, size);
        }
    }
}
