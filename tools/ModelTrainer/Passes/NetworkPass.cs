using System.Numerics.Tensors;

namespace NanoBms.ModelTrainer.Passes;

/// <summary>A network on one share of a batch: prediction, loss and gradients. Owns all its memory; one thread uses it.</summary>
internal sealed class NetworkPass
{
    private readonly NetworkShape shape;
    private readonly int batch;
    private readonly LstmPass[] lstm;

    // For each step that has an output, the layers of its head.
    private readonly DensePass[][] heads;

    // Gradients with regard to the input of each layer; the first LSTM's is not wanted.
    private readonly float[][] lstmGradients, denseGradients;
    private readonly float[] output, outputGradient;

    // With dropout, what each LSTM hands on: its hidden states times a mask of 0 and 1 / (1 - rate).
    private readonly float dropout;
    private readonly float[][] masks, dropped;

    /// <param name="shape">The network.</param>
    /// <param name="batch">Samples of the share.</param>
    /// <param name="dropout">Share of each LSTM's outputs that <see cref="Backward"/> leaves out at random, 0..0.9.</param>
    public NetworkPass(NetworkShape shape, int batch, float dropout = 0f)
    {
        this.shape = shape;
        this.batch = batch;
        this.dropout = dropout;
        masks = [.. shape.Lstm.Select(place => new float[dropout > 0f ? shape.Window * place.Units * batch : 0])];
        dropped = [.. masks.Select(mask => new float[mask.Length])];
        lstm = [.. shape.Lstm.Select(place => new LstmPass(place, shape.Window, batch, shape.IsStreaming))];
        heads = [.. Enumerable.Range(0, shape.OutputSteps).Select(_ => shape.Dense.Select(place => new DensePass(place, batch)).ToArray())];
        lstmGradients = [.. shape.Lstm.Select(place => new float[shape.Window * place.Units * batch])];
        denseGradients = [.. shape.Dense.Select(place => new float[place.InputSize * batch])];
        output = new float[shape.OutputSteps * batch];
        outputGradient = new float[shape.OutputSteps * batch];
        Input = new float[shape.Window * shape.Features * batch];
        Target = new float[shape.OutputSteps * batch];
        Weight = new float[Target.Length];
        Weight.AsSpan().Fill(1f);
        Gradients = new float[shape.ParameterCount];
    }

    /// <summary>Input, [step][feature][batch].</summary>
    public float[] Input { get; }

    /// <summary>Wanted output, [step that has one][batch].</summary>
    public float[] Target { get; }

    /// <summary>How much each output counts, [step that has one][batch]; 1 from the start.</summary>
    public float[] Weight { get; }

    /// <summary>Gradients of the parameters after <see cref="Backward"/>.</summary>
    public float[] Gradients { get; }

    /// <summary>Output of the last forward pass, [step that has one][batch].</summary>
    public ReadOnlySpan<float> Output => output;

    /// <summary>The states that a streaming pass begins with: hidden and cell of each LSTM, [unit][batch].</summary>
    public IEnumerable<float[]> CarriedStates => lstm.SelectMany(layer => new[] { layer.CarriedHidden, layer.CarriedCell });

    /// <summary>Grids that activations are rounded to; null: none. The parameters handed over are then rounded ones.</summary>
    public FakeQuantization? Quantization { get; set; }

    /// <summary>Predicts, without dropout.</summary>
    public void Forward(float[] parameters) => Forward(parameters, training: false);

    /// <summary>Keeps the states after the last step: the next pass goes on from there.</summary>
    public void CarryState()
    {
        foreach (LstmPass layer in lstm)
        {
            layer.CarryState();
        }
    }

    /// <summary>The next pass begins with zeros for a sample, as after power-up.</summary>
    public void RestartState(int sample)
    {
        foreach (LstmPass layer in lstm)
        {
            layer.RestartState(sample);
        }
    }

    /// <summary>
    /// Runs forth and back; gives the mean of the losses over the steps that have an output, summed over the samples, and leaves the
    /// gradients of their mean over the whole batch.
    /// </summary>
    /// <param name="transposed">The kernels transposed, at the places of the kernels.</param>
    /// <param name="huberDelta">Errors above it count linearly.</param>
    /// <param name="wholeBatch">Samples of the whole batch, of which this is a share.</param>
    /// <param name="random">What dropout draws from.</param>
    public double Backward(float[] parameters, float[] transposed, float huberDelta, int wholeBatch, StepRandom random = default)
    {
        if (dropout > 0f)
        {
            DrawMasks(random);
        }

        Forward(parameters, training: true);
        double loss = 0;
        for (int k = 0; k < output.Length; k++)
        {
            float error = output[k] - Target[k], size = MathF.Abs(error);
            loss += Weight[k] * (size <= huberDelta ? 0.5 * error * error : huberDelta * (size - 0.5 * huberDelta));
            outputGradient[k] = Weight[k] * Math.Clamp(error, -huberDelta, huberDelta) / (wholeBatch * heads.Length);
        }

        Gradients.AsSpan().Clear();
        for (int index = 0; index < heads.Length; index++)
        {
            BackThroughHead(transposed, index);
        }

        for (int k = lstm.Length - 1; k >= 0; k--)
        {
            if (dropout > 0f)
            {
                TensorPrimitives.Multiply(lstmGradients[k], masks[k], lstmGradients[k]);
            }

            lstm[
                k].Backward(
                    transposed, k == 0 ? Input : LayerOutput(k - 1, training: true), lstmGradients[k], Gradients,
                    k == 0 ? null : lstmGradients[k - 1]);
        }

        return loss / heads.Length;
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

    private void Forward(float[] parameters, bool training)
    {
        float[] sequence = Input;
        for (int k = 0; k < lstm.Length; k++)
        {
            lstm[k].Forward(parameters, sequence, Quantization?.Hidden[k], Quantization?.Cell[k]);
            sequence = LayerOutput(k, training);
            if (training && dropout > 0f)
            {
                TensorPrimitives.Multiply(lstm[k].Hidden, masks[k], sequence);
            }
        }

        for (int index = 0; index < heads.Length; index++)
        {
            ReadOnlySpan<float> values = Handed(index, training);
            DensePass[] dense = heads[index];
            for (int k = 0; k < dense.Length; k++)
            {
                dense[k].Forward(parameters, values, Quantization?.Dense[k]);
                values = dense[k].Output;
            }

            values.CopyTo(output.AsSpan(index * batch));
        }
    }

    private void BackThroughHead(float[] transposed, int index)
    {
        DensePass[] dense = heads[index];
        ReadOnlySpan<float> gradient = outputGradient.AsSpan(index * batch, batch);
        for (int k = dense.Length - 1; k >= 0; k--)
        {
            dense[
                k].Backward(
                    transposed, k == 0 ? Handed(index, training: true) : dense[k - 1].Output, gradient, Gradients, denseGradients[k]);
            gradient = denseGradients[k];
        }

        gradient.CopyTo(lstmGradients[^1].AsSpan(FirstOutput(index), gradient.Length));
    }

    /// <summary>What an LSTM hands on to the layer after it.</summary>
    private float[] LayerOutput(int layer, bool training) => training && dropout > 0f ? dropped[layer] : lstm[layer].Hidden;

    /// <summary>What the last LSTM hands on to a head.</summary>
    private ReadOnlySpan<float> Handed(int head, bool training)
    {
        float[] all = LayerOutput(lstm.Length - 1, training);
        return all.AsSpan(FirstOutput(head), shape.Lstm[^1].Units * batch);
    }

    /// <summary>Where the hidden states that a head takes begin.</summary>
    private int FirstOutput(int head) => (shape.Window - heads.Length + head) * shape.Lstm[^1].Units * batch;

    private void DrawMasks(StepRandom random)
    {
        float kept = 1f / (1f - dropout);
        foreach (float[] mask in masks)
        {
            for (int k = 0; k < mask.Length; k++)
            {
                mask[k] = random.NextSingle() < dropout ? 0f : kept;
            }
        }
    }
}
