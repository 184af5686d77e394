using System;

namespace NanoBms.Core.Arithmetic
{
    /// <summary>
    /// SOFTMAX on int16 with beta 1, as TensorFlow Lite Micro's reference kernel computes it. The output's quantisation is fixed: scale
    /// 1/32768, zero point 0.
    /// </summary>
    public sealed class WideSoftmaxOperator : ElementwiseOperator
    {
        // Both tables have 512 segments over the whole int16 range of their argument.
        private const int Segments = 512;

        private readonly int multiplier, shift;
        private readonly short[] exponential, reciprocal;

        /// <summary>An operator for an input scale.</summary>
        public WideSoftmaxOperator(float inputScale)
        {
            // Differences of 0..-10 become 0..-65535: below, exp is nothing.
            FixedPoint.QuantizeMultiplier((double)inputScale / (10.0 / 65535.0), out multiplier, out shift);
            exponential = MakeTable(true);
            reciprocal = MakeTable(false);
        }

        /// <inheritdoc/>
        public override void Run(short[] input, int inputOffset, short[] output, int outputOffset, int size)
        {
            int max = input[inputOffset];
            for (int k = 1; k < size; k++)
            {
                max = input[inputOffset + k] > max ? input[inputOffset + k] : max;
            }

            int sum = 0;
            for (int k = 0; k < size; k++)
            {
                int scaled = FixedPoint.MultiplyByQuantizedMultiplier(input[inputOffset + k] - max, multiplier, shift);
                short e = LookUp(exponential, FixedPoint.SaturateToInt16(scaled + 32767));
                output[outputOffset + k] = e;
                sum += e;
            }

            // Q16.15 sum, brought to 1 + x with x in [0, 1).
            int headroom = 1;
            while (headroom < 31 && (sum & (1 << (31 - headroom))) == 0)
            {
                headroom++;
            }

            int shiftedSum = (int)((((long)sum << (headroom - 1)) + (1 << 13)) >> 14);
            short factor = LookUp(reciprocal, FixedPoint.SaturateToInt16(shiftedSum - (1 << 15) - (1 << 16)));
            int rightShift = 31 - headroom;
            for (int k = 0; k < size; k++)
            {
                int y = (int)(((long)output[outputOffset + k] * factor + (1L << (rightShift - 1))) >> rightShift);
                output[outputOffset + k] = (short)(y > 32767 ? 32767 : (y < 0 ? 0 : y));
            }
        }

        private static short LookUp(short[] table, int value)
        {
            int index = Segments / 2 + (value >> 7);
            return (short)(table[index] + (((table[index + 1] - table[index]) * (value & 127) + 64) >> 7));
        }

        /// <summary>
        /// exp(x) over x = -10..0, or 1 / (1 + x) over x = 0..1, both Q0.15; entries share the error of the middle of a segment. In single
        /// precision, step by step as the reference does it: in double some entries are another integer.
        /// </summary>
        private static short[] MakeTable(bool isExponential)
        {
            float start = isExponential ? 10f / 65535f * -65535f : 0f;
            float end = isExponential ? 0f : 1f / 65535f * 65535f;
            float step = (end - start) / Segments;
            var table = new short[Segments + 1];
            for (int k = 0; k < Segments; k++)
            {
                float x = start + k * step;
                float sample = Round(Function(isExponential, x));
                float interpolated = Round((Function(isExponential, start + (k + 1) * step) + sample) / 2f);
                float middle = Round(Function(isExponential, x + step / 2f));
                table[k] = Clamp(sample - Round((interpolated - middle) / 2f));
            }

            table[Segments] = Clamp(Round(Function(isExponential, end)));
            return table;
        }

        /// <summary>The function in steps of the output.</summary>
        private static float Function(bool isExponential, float x)
        {
            return (isExponential ? (float)Math.Exp(x) : 1f / (1f + x)) * 32768f;
        }

        /// <summary>To the nearest integer, halves away from zero.</summary>
        private static float Round(float x)
        {
            return (float)(x < 0 ? -Math.Floor(0.5 - x) : Math.Floor(x + 0.5));
        }

        private static short Clamp(float x)
        {
            return (short)(x > 32767f ? 32767f : (x < -32768f ? -32768f : x));
        }
    }
}
