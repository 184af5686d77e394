using System.Numerics.Tensors;
using NanoBms.Models.Networks;

namespace NanoBms.Models.Inference.Runs;

/// <summary>
/// The product of a weight matrix and a vector, as the runtime computes it: in floats, or in int8 with activations quantised on the fly.
/// </summary>
internal abstract class WeightProduct
{
    /// <summary>A product with float weights, or with their int8 form where there is one.</summary>
    public static WeightProduct Create(float[] weights, HybridWeights? hybrid, int columns) =>
        hybrid is null ? new FloatProduct(weights, columns) : new HybridProduct(hybrid, columns);

    /// <summary>Adds W x to sums, one value a row.</summary>
    public abstract void AddTo(ReadOnlySpan<float> vector, Span<float> sums);

    private sealed class FloatProduct(float[] weights, int columns) : WeightProduct
    {
        public override void AddTo(ReadOnlySpan<float> vector, Span<float> sums)
        {
            for (int row = 0; row < sums.Length; row++)
            {
                sums[row] += TensorPrimitives.Dot(vector, weights.AsSpan(row * columns, columns));
            }
        }
    }

    /// <summary>
    /// TensorFlow Lite's hybrid kernels: the vector becomes int8 by its own range, sums are integers, one float factor a row.
    /// </summary>
    private sealed class HybridProduct : WeightProduct
    {
        private readonly HybridWeights weights;
        private readonly int columns;
        private readonly int[] rowSums;
        private readonly sbyte[] quantized;

        public HybridProduct(HybridWeights weights, int columns)
        {
            this.weights = weights;
            this.columns = columns;
            quantized = new sbyte[columns];
            rowSums = new int[weights.Values.Length / columns];
            for (int k = 0; k < weights.Values.Length; k++)
            {
                rowSums[k / columns] += weights.Values[k];
            }
        }

        public override void AddTo(ReadOnlySpan<float> vector, Span<float> sums)
        {
            if (!vector.ContainsAnyExcept(0f))
            {
                return;
            }

            (float scale, int zeroPoint) = weights.Asymmetric ? QuantizeAsymmetric(vector) : QuantizeSymmetric(vector);
            for (int row = 0; row < sums.Length; row++)
            {
                int dot = 0;
                ReadOnlySpan<sbyte> line = weights.Values.AsSpan(row * columns, columns);
                for (int k = 0; k < line.Length; k++)
                {
                    dot += line[k] * quantized[k];
                }

                sums[row] += (dot - rowSums[row] * zeroPoint) * (scale * weights.Scale(row));
            }
        }

        private (float Scale, int ZeroPoint) QuantizeSymmetric(ReadOnlySpan<float> vector)
        {
            float scale = MathF.Abs(TensorPrimitives.MaxMagnitude(vector)) / 127f;
            Fill(vector, scale, 0, -127);
            return (scale, 0);
        }

        private (float Scale, int ZeroPoint) QuantizeAsymmetric(ReadOnlySpan<float> vector)
        {
            double min = Math.Min(0.0, TensorPrimitives.Min(vector)), max = Math.Max(0.0, TensorPrimitives.Max(vector));
            double scale = (max - min) / 255.0;

            // Of the two zero points that the ends of the range ask for, the one with the smaller error.
            double fromMin = -128.0 - min / scale, fromMax = 127.0 - max / scale;
            double errorOfMin = 128.0 + Math.Abs(min / scale), errorOfMax = 127.0 + Math.Abs(max / scale);
            double exact = errorOfMin < errorOfMax ? fromMin : fromMax;
            int zeroPoint = (int)Math.Clamp(Math.Round(exact, MidpointRounding.AwayFromZero), -128.0, 127.0);
            Fill(vector, (float)scale, zeroPoint, -128);
            return ((float)scale, zeroPoint);
        }

        private void Fill(ReadOnlySpan<float> vector, float scale, int zeroPoint, int lowest)
        {
            float inverse = 1f / scale;
            for (int k = 0; k < vector.Length; k++)
            {
                float steps = MathF.Round(zeroPoint + vector[k] * inverse, MidpointRounding.AwayFromZero);
                quantized[k] = (sbyte)Math.Clamp(steps, lowest, 127f);
            }
        }
    }
}
