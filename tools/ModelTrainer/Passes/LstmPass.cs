using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace NanoBms.ModelTrainer.Passes;

/// <summary>One LSTM on a batch, forth and back through time. All arrays are [step][feature][batch].</summary>
internal sealed class LstmPass
{
    private static readonly Vector512<float> One = Vector512.Create(1f);
    private static readonly float[] Zeros = new float[4096];

    private readonly LstmPlace place;
    private readonly int steps, batch, units;
    private readonly float[] gates, cell, cellTanh;
    private readonly float[] hiddenGradient, cellGradient;

    /// <param name="place">The layer.</param>
    /// <param name="steps">Time steps of a pass.</param>
    /// <param name="batch">Samples.</param>
    /// <param name="carries">Whether a pass begins with the state that <see cref="CarryState"/> kept; otherwise with zeros.</param>
    public LstmPass(LstmPlace place, int steps, int batch, bool carries = false)
    {
        this.place = place;
        this.steps = steps;
        this.batch = batch;
        units = place.Units;
        gates = new float[steps * 4 * units * batch];
        cell = new float[steps * units * batch];
        cellTanh = new float[steps * units * batch];
        Hidden = new float[steps * units * batch];
        hiddenGradient = new float[units * batch];
        cellGradient = new float[units * batch];
        CarriedHidden = new float[carries ? units * batch : 0];
        CarriedCell = new float[CarriedHidden.Length];
    }

    /// <summary>Hidden state that a pass begins with, [unit][batch]; empty where it is zeros.</summary>
    public float[] CarriedHidden { get; }

    /// <summary>Cell state that a pass begins with, [unit][batch]; empty where it is zeros.</summary>
    public float[] CarriedCell { get; }

    /// <summary>Hidden state after each step.</summary>
    public float[] Hidden { get; }

    private bool Carries => CarriedHidden.Length > 0;

    /// <summary>Keeps the state after the last step for the next pass.</summary>
    public void CarryState()
    {
        Hidden.AsSpan(Hidden.Length - CarriedHidden.Length).CopyTo(CarriedHidden);
        cell.AsSpan(cell.Length - CarriedCell.Length).CopyTo(CarriedCell);
    }

    /// <summary>Sets the carried state of a sample to zeros.</summary>
    public void RestartState(int sample)
    {
        for (int k = sample; k < CarriedHidden.Length; k += batch)
        {
            CarriedHidden[k] = CarriedCell[k] = 0f;
        }
    }

    /// <summary>Runs all steps from the carried state, or from zeros.</summary>
    /// <param name="parameters">All parameters of the network.</param>
    /// <param name="input">[step][feature][batch].</param>
    /// <param name="hiddenGrid">Values that the hidden state can have; null: any.</param>
    /// <param name="cellGrid">Values that the cell state can have; null: any.</param>
    public void Forward(float[] parameters, float[] input, ActivationGrid? hiddenGrid = null, ActivationGrid? cellGrid = null)
    {
        ReadOnlySpan<float> kernel = parameters.AsSpan(place.Kernel), recurrent = parameters.AsSpan(place.Recurrent),
            bias = parameters.AsSpan(place.Bias);
        int wide = 4 * units * batch, narrow = units * batch;
        for (int step = 0; step < steps; step++)
        {
            Span<float> z = gates.AsSpan(step * wide, wide);
            for (int row = 0; row < 4 * units; row++)
            {
                z.Slice(row * batch, batch).Fill(bias[row]);
            }

            MatrixProduct.Add(kernel, input.AsSpan(step * place.InputSize * batch), z, 4 * units, place.InputSize, batch);
            bool follows = step > 0 || Carries;
            if (follows)
            {
                MatrixProduct.Add(recurrent, step > 0 ? Hidden.AsSpan((step - 1) * narrow) : CarriedHidden, z, 4 * units, units, batch);
            }

            TensorPrimitives.Sigmoid(z[..(2 * narrow)], z[..(2 * narrow)]);
            TensorPrimitives.Tanh(z.Slice(2 * narrow, narrow), z.Slice(2 * narrow, narrow));
            TensorPrimitives.Sigmoid(z[(3 * narrow)..], z[(3 * narrow)..]);
            ReadOnlySpan<float> inputGate = z[..narrow], forgetGate = z.Slice(narrow, narrow), cellGate = z.Slice(2 * narrow, narrow),
                outputGate = z[(3 * narrow)..];
            Span<float> c = cell.AsSpan(step * narrow, narrow), tanh = cellTanh.AsSpan(step * narrow, narrow);
            TensorPrimitives.Multiply(inputGate, cellGate, c);
            if (follows)
            {
                TensorPrimitives.MultiplyAdd(forgetGate, step > 0 ? cell.AsSpan((step - 1) * narrow, narrow) : CarriedCell, c, c);
            }

            cellGrid?.Round(c);
            TensorPrimitives.Tanh(c, tanh);
            Span<float> hidden = Hidden.AsSpan(step * narrow, narrow);
            TensorPrimitives.Multiply(outputGate, tanh, hidden);
            hiddenGrid?.Round(hidden);
        }
    }

    /// <summary>
    /// Goes back: adds to the gradients, and gives the gradient of the input where it is wanted. A carried state counts as given: gradients
    /// end at it.
    /// </summary>
    /// <param name="outputGradient">Gradient of each step's hidden state; zeros where it is not used.</param>
    /// <param name="inputGradient">Receives the gradient of the input; null for the first layer.</param>
    public void Backward(float[] transposed, float[] input, float[] outputGradient, float[] gradients, float[]? inputGradient)
    {
        int wide = 4 * units * batch, narrow = units * batch;
        cellGradient.AsSpan().Clear();
        hiddenGradient.AsSpan().Clear();
        for (int step = steps - 1; step >= 0; step--)
        {
            TensorPrimitives.Add(hiddenGradient, outputGradient.AsSpan(step * narrow, narrow), hiddenGradient);
            for (int unit = 0; unit < units; unit++)
            {
                BackThroughCell(step, unit);
            }

            ReadOnlySpan<float> dz = gates.AsSpan(step * wide, wide);
            hiddenGradient.AsSpan().Clear();
            if (step > 0)
            {
                MatrixProduct.Add(transposed.AsSpan(place.Recurrent), dz, hiddenGradient, units, 4 * units, batch);
            }

            if (inputGradient is not null)
            {
                Span<float> dx = inputGradient.AsSpan(step * place.InputSize * batch, place.InputSize * batch);
                dx.Clear();
                MatrixProduct.Add(transposed.AsSpan(place.Kernel), dz, dx, place.InputSize, 4 * units, batch);
            }

            Span<float> biasGradient = gradients.AsSpan(place.Bias);
            for (int row = 0; row < 4 * units; row++)
            {
                biasGradient[row] += TensorPrimitives.Sum(dz.Slice(row * batch, batch));
            }
        }

        MatrixProduct.AddOuter(
            gates, wide, input, place.InputSize * batch, gradients.AsSpan(place.Kernel), 4 * units, place.InputSize, batch, steps);
        if (steps > 1)
        {
            MatrixProduct.AddOuter(
                gates.AsSpan(wide), wide, Hidden, narrow, gradients.AsSpan(place.Recurrent), 4 * units, units, batch, steps - 1);
        }

        if (Carries)
        {
            MatrixProduct.AddOuter(gates, wide, CarriedHidden, narrow, gradients.AsSpan(place.Recurrent), 4 * units, units, batch, 1);
        }
    }

    /// <summary>Replaces a unit's gates by the gradients of their sums, and the cell gradient by that of the step before.</summary>
    private void BackThroughCell(int step, int unit)
    {
        int narrow = units * batch, at = unit * batch;
        Span<float> z = gates.AsSpan(step * 4 * narrow, 4 * narrow);
        Span<float> i = z.Slice(at, batch), f = z.Slice(narrow + at, batch), g = z.Slice(2 * narrow + at, batch),
            o = z.Slice(3 * narrow + at, batch);
        ReadOnlySpan<float> tanh = cellTanh.AsSpan(step * narrow + at, batch), dh = hiddenGradient.AsSpan(at, batch);
        Span<float> dc = cellGradient.AsSpan(at, batch);
        int previous = (step - 1) * narrow + at;
        ReadOnlySpan<float> before = step > 0
            ? cell.AsSpan(previous, batch)
            : Carries
            ? CarriedCell.AsSpan(at, batch)
            : Zeros.AsSpan(0, batch);
        for (int k = 0; k < batch; k += Vector512<float>.Count)
        {
            Vector512<float> t = Vector512.Create(tanh[k..]), og = Vector512.Create<float>(o[k..]), ig = Vector512.Create<float>(i[k..]);
            Vector512<float> fg = Vector512.Create<float>(f[k..]), cg = Vector512.Create<float>(g[k..]), dhk = Vector512.Create(dh[k..]);
            Vector512<float> total = Vector512.Create<float>(dc[k..]) + dhk * og * (One - t * t);
            (dhk * t * og * (One - og)).CopyTo(o[k..]);
            (total * cg * ig * (One - ig)).CopyTo(i[k..]);
            (total * ig * (One - cg * cg)).CopyTo(g[k..]);
            (total * Vector512.Create(before[k..]) * fg * (One - fg)).CopyTo(f[k..]);
            (total * fg).CopyTo(dc[k..]);
        }
    }
}
