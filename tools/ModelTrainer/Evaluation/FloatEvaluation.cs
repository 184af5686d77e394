using NanoBms.ModelTrainer.Data;
using NanoBms.ModelTrainer.Training;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Runs weights in training over all windows of some cycles.</summary>
internal sealed class FloatEvaluation(NetworkShape shape, WindowSource windows) : IValidation
{
    private const int Batch = 128;

    /// <inheritdoc/>
    public int Count => windows.Count;

    /// <inheritdoc/>
    public ErrorFigures Run(float[] parameters, FakeQuantization? quantization = null)
    {
        int batches = (windows.Count + Batch - 1) / Batch;
        var sums = new ErrorSum[batches];
        Parallel.For(0, batches, () => new NetworkPass(shape, Batch) { Quantization = quantization }, (index, _, pass) =>
        {
            var sum = new ErrorSum();
            int first = index * Batch, count = Math.Min(Batch, windows.Count - first);
            for (int k = 0; k < count; k++)
            {
                windows.Fill(first + k, pass.Input, pass.Target, k);
            }

            pass.Forward(parameters);
            for (int k = 0; k < count; k++)
            {
                sum.Add(100 * Math.Clamp(pass.Output[k], 0f, 1f), 100 * pass.Target[k]);
            }

            sums[index] = sum;
            return pass;
        }, _ => { });

        // Added in order: sums of doubles depend on it.
        var total = new ErrorSum();
        foreach (ErrorSum sum in sums)
        {
            total.Add(sum);
        }

        return total.Figures;
    }
}
