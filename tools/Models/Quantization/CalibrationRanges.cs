using System.Numerics.Tensors;
using NanoBms.Foundation;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization.Rounding;

namespace NanoBms.Models.Quantization;

/// <summary>Ranges of all activations of a float network over calibration samples.</summary>
internal sealed class CalibrationRanges
{
    private readonly Range[] outputs;
    private readonly float[]?[] states;
    private readonly Mean[] outputMeans;
    private readonly Mean[] hiddenMeans;
    private readonly Mean inputMean;
    private readonly SecondMoments?[] moments;

    /// <summary>
    /// Runs the network over samples ([time steps, features] each, in order where it is stateful; an empty one restarts it).
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="withMoments">Whether the moments of inputs are wanted too.</param>
    /// <exception cref="UserError">No samples, or a value is not finite.</exception>
    public CalibrationRanges(FloatNetwork network, IEnumerable<float[]> samples, bool withMoments)
    {
        outputs = [.. network.Layers.Select(_ => new Range())];
        states = new float[]?[network.Layers.Count];
        inputMean = new Mean(network.InputSize);
        outputMeans = [.. NetworkShapes.Sizes(network).Select(size => new Mean(size))];
        hiddenMeans = [.. network.Layers.Select(layer => new Mean(layer is FloatRecurrent recurrent ? recurrent.Units : 0))];
        moments = new SecondMoments?[network.Layers.Count];
        var model = new FloatModel(network)
        {
            ProductObserver = withMoments
                ? (layer, input, hidden) => (moments[layer] ??= new SecondMoments(input.Length + hidden.Length)).Add(input, hidden)
                : null,
            LayerObserver = (layer, values) =>
            {
                outputs[layer].Add(values);
                outputMeans[layer].Add(values);
            },
            StateObserver = (layer, hidden, inner) =>
            {
                // Of a layer that gives only its last step, the steps before count too: they are its hidden state.
                outputs[layer].Add(hidden);
                hiddenMeans[layer].Add(hidden);
                float[] largest = states[layer] ??= new float[inner.Length];
                TensorPrimitives.MaxMagnitude(largest, inner, largest);
            },
        };
        model.Reset();
        foreach (float[] sample in samples)
        {
            if (sample.Length == 0)
            {
                model.Reset();
                continue;
            }

            Input.Add(sample);
            inputMean.Add(sample);
            model.Invoke(sample);
            Count++;
        }

        if (Count == 0)
        {
            throw new UserError("There are no calibration samples; give a recording that is at least one window long.");
        }

        if (!Input.IsFinite || outputs.Any(range => !range.IsFinite))
        {
            throw new UserError("A calibration sample or a weight is not a finite number; check the recording and the model.");
        }
    }

    /// <summary>Number of samples.</summary>
    public int Count { get; }

    /// <summary>Range of the network's input.</summary>
    public Range Input { get; } = new();

    /// <summary>Range of a layer's output.</summary>
    public Range Output(int layer) => outputs[layer];

    /// <summary>
    /// Largest magnitude of each value that a recurrent layer keeps in integers of its own beside its hidden state; empty for others.
    /// </summary>
    public float[] LargestStates(int layer) => [.. (states[layer] ?? []).Select(MathF.Abs)];

    /// <summary>Mean input of a layer, over samples and time steps.</summary>
    public float[] MeanInput(int layer) => (layer == 0 ? inputMean : outputMeans[layer - 1]).Values();

    /// <summary>Mean hidden state of a recurrent layer, over samples and time steps.</summary>
    public float[] MeanHidden(int layer) => hiddenMeans[layer].Values();

    /// <summary>Moments of what a layer's weights meet; null where they were not wanted.</summary>
    public SecondMoments? Moments(int layer) => moments[layer];

    /// <summary>Mean of vectors.</summary>
    private sealed class Mean(int size)
    {
        private readonly double[] sums = new double[size];
        private long count;

        /// <summary>Adds one vector, or several one after the other.</summary>
        public void Add(ReadOnlySpan<float> values)
        {
            for (int k = 0; k < values.Length; k++)
            {
                sums[k % sums.Length] += values[k];
            }

            count += values.Length / sums.Length;
        }

        public float[] Values() => [.. sums.Select(sum => (float)(sum / Math.Max(1, count)))];
    }

    /// <summary>Lowest and highest value seen.</summary>
    internal sealed class Range
    {
        public float Min { get; private set; }

        public float Max { get; private set; }

        public bool IsFinite { get; private set; } = true;

        public void Add(ReadOnlySpan<float> values)
        {
            // Both start at 0: a quantised range must hold 0.
            Min = Math.Min(Min, TensorPrimitives.Min(values));
            Max = Math.Max(Max, TensorPrimitives.Max(values));
            IsFinite &= float.IsFinite(Min) && float.IsFinite(Max);
        }
    }
}
