using System.Numerics.Tensors;
using NanoBms.ModelKit.Evaluation;
using NanoBms.ModelKit.Networks;

namespace NanoBms.ModelKit.Quantization;

/// <summary>Ranges of all activations of a float network over calibration samples.</summary>
internal sealed class CalibrationRanges
{
    private readonly Range[] outputs;
    private readonly float[] cells;

    /// <summary>Runs the network over samples ([time steps, features] each, in order where it is stateful).</summary>
    /// <exception cref="ModelFormatException">No samples, or a value is not finite.</exception>
    public CalibrationRanges(FloatNetwork network, IEnumerable<float[]> samples)
    {
        outputs = [.. network.Layers.Select(_ => new Range())];
        cells = new float[network.Layers.Count];
        var model = new FloatModel(network)
        {
            LayerObserver = (layer, values) => outputs[layer].Add(values),
            CellObserver = (layer, cell) => cells[layer] = Math.Max(cells[layer], MathF.Abs(TensorPrimitives.MaxMagnitude(cell))),
        };
        model.Reset();
        foreach (float[] sample in samples)
        {
            Input.Add(sample);
            model.Invoke(sample);
            Count++;
        }

        if (Count == 0)
        {
            throw new ModelFormatException("There are no calibration samples; give a recording that is at least one window long.");
        }

        if (!Input.IsFinite || outputs.Any(range => !range.IsFinite))
        {
            throw new ModelFormatException("A calibration sample or a weight is not a finite number; check the recording and the model.");
        }
    }

    /// <summary>Number of samples.</summary>
    public int Count { get; }

    /// <summary>Range of the network's input.</summary>
    public Range Input { get; } = new();

    /// <summary>Range of a layer's output.</summary>
    public Range Output(int layer) => outputs[layer];

    /// <summary>Largest magnitude of an LSTM's cell state.</summary>
    public float Cell(int layer) => cells[layer];

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
