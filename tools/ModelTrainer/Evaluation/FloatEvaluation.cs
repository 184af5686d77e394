using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Options;
using NanoBms.ModelTrainer.Passes;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Runs weights in training over all windows of some cycles.</summary>
internal sealed class FloatEvaluation(NetworkShape shape, WindowSource windows, PhaseWeights? weights = null) : IValidation
{
    private const int Batch = 128;

    // Windows that are run at most, evenly spread: neighbours tell the same.
    private const int MaxWindows = 30_000;

    private readonly int stride = Math.Max(1, windows.Count / MaxWindows);

    /// <inheritdoc/>
    public int Count => windows.Count / stride;

    /// <inheritdoc/>
    public ErrorFigures Run(float[] parameters, FakeQuantization? quantization = null)
    {
        int batches = (Count + Batch - 1) / Batch;
        var sums = new PhaseSums[batches];
        Parallel.For(0, batches, () => new NetworkPass(shape, Batch) { Quantization = quantization }, (index, _, pass) =>
        {
            var sum = new PhaseSums();
            int first = index * Batch, count = Math.Min(Batch, Count - first);
            for (int k = 0; k < count; k++)
            {
                windows.Fill((first + k) * stride, pass.Input, pass.Target, k);
            }

            pass.Forward(parameters);
            for (int k = 0; k < count; k++)
            {
                sum.Add(windows.Phase((first + k) * stride), 100 * Math.Clamp(pass.Output[k], 0f, 1f), 100 * pass.Target[k]);
            }

            sums[index] = sum;
            return pass;
        }, _ => { });

        // Added in order: sums of doubles depend on it.
        var total = new PhaseSums();
        foreach (PhaseSums sum in sums)
        {
            total.Add(sum);
        }

        return total.Figures(weights);
    }
}
