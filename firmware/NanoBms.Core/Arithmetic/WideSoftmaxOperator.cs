using System;

namespace NanoBms.Core.Arithmetic
{
    /// <summary>
    /// SOFTMAX on int16 with beta 1, as TensorFlow Lite Micro's reference kernel computes it. The output's quantisation is fixed: scale 1/32768,
    /// zero point 0.
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

        /// <summary>exp(x) over x = -10..0, or 1 / (1 + x) over x = 0..1, both Q0.15; entries share the error of the middle of a segment.</summary>
        private static short[] MakeTable(bool isExponential)
        {
            double start = isExponential ? -10.0 : 0.0, step = (isExponential ? 10.0 : 1.0) / Segments;
            var table = new short[Segments + 1];
            for (int k = 0; k < Segments; k++)
            {
                double sample = Round(Function(isExponential, start + k * step) * 32768.0);
                double next = Function(isExponential, start + (k + 1) * step) * 32768.0;
                double interpolated = Round((next + sample) / 2.0);
                double middle = Round(Function(isExponential, start + k * step + step / 2.0) * 32768.0);
                table[k] = Clamp(sample - Round((interpolated - middle) / 2.0));
            }

            table[Segments] = Clamp(Round(Function(isExponential, start + Segments * step) * 32768.0));
            return table;
        }

        private static double Function(bool isExponential, double x)
        {
            return isExponential ? Math.Exp(x) : 1.0 / (1.0 + x);
        }

        /// <summary>To the nearest integer, halves away from zero.</summary>
        private static double Round(double x)
        {
            return x < 0 ? -Math.Floor(0.5 - x) : Math.Floor(x + 0.5);
        }

        private static short Clamp(double x)
        {
            return (short)(x > 32767.0 ? 32767.0 : (x < -32768.0 ? -32768.0 : x));
        }
    }
}
