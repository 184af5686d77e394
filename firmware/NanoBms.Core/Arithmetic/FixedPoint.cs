using System;

namespace NanoBms.Core.Arithmetic
{
    /// <summary>
    /// Integer primitives of TensorFlow Lite Micro's reference kernels (double rounding), bit for bit.
    /// </summary>
    public static class FixedPoint
    {
        /// <summary>x / 2^exponent, rounded to nearest, ties away from zero. Exponent 0..31.</summary>
        public static int RoundingDivideByPowerOfTwo(int x, int exponent)
        {
            int mask = (int)((1L << exponent) - 1);
            int threshold = (mask >> 1) + (x < 0 ? 1 : 0);
            return (x >> exponent) + ((x & mask) > threshold ? 1 : 0);
        }

        /// <summary>High half of 2ab, rounded; the one overflow (both int.MinValue) saturates.</summary>
        public static int SaturatingRoundingDoublingHighMul(int a, int b)
        {
            if (a == int.MinValue && b == int.MinValue)
            {
                return int.MaxValue;
            }

            // Truncating division with the nudge of the sign equals this floor, for products of both signs.
            return (int)(((long)a * b + (1L << 30)) >> 31);
        }

        /// <summary>x * multiplier * 2^(shift - 31), rounded twice as the reference does.</summary>
        public static int MultiplyByQuantizedMultiplier(int x, int multiplier, int shift)
        {
            return shift > 0
                ? SaturatingRoundingDoublingHighMul(x << shift, multiplier)
                : RoundingDivideByPowerOfTwo(SaturatingRoundingDoublingHighMul(x, multiplier), -shift);
        }

        /// <summary>The 64-bit form for int16 activations: the multiplier reduced to 16 bits, one rounding.</summary>
        public static int MultiplyByQuantizedMultiplier64(long x, int multiplier, int shift)
        {
            int totalShift = 15 - shift;
            return (int)((x * ReduceMultiplier(multiplier) + (1L << (totalShift - 1))) >> totalShift);
        }

        /// <summary>A 31-bit multiplier rounded to 15 bits.</summary>
        public static int ReduceMultiplier(int multiplier)
        {
            return multiplier < 0x7FFF0000 ? (multiplier + (1 << 15)) >> 16 : 0x7FFF;
        }

        /// <summary>Clamps to -32768..32767.</summary>
        public static int SaturateToInt16(int x)
        {
            return x > 32767 ? 32767 : (x < -32768 ? -32768 : x);
        }

        /// <summary>
        /// Splits a non-negative real multiplier into a 31-bit fraction and a power of two: value = multiplier * 2^(shift - 31).
        /// </summary>
        public static void QuantizeMultiplier(double value, out int multiplier, out int shift)
        {
            if (value == 0)
            {
                multiplier = 0;
                shift = 0;
                return;
            }

            // value = mantissa * 2^(exponent - 53) with mantissa in [2^52, 2^53): the frexp form without frexp.
            long bits = BitConverter.DoubleToInt64Bits(value);
            int exponent = (int)((bits >> 52) & 0x7FF) - 1022;
            long mantissa = (bits & 0xFFFFFFFFFFFFFL) | 0x10000000000000L;
            long fraction = (mantissa + (1L << 21)) >> 22;
            if (fraction == 1L << 31)
            {
                fraction >>= 1;
                exponent++;
            }

            if (exponent < -31)
            {
                fraction = 0;
                exponent = 0;
            }

            multiplier = (int)fraction;
            shift = exponent;
        }

        /// <summary>The power n where scale = 2^n.</summary>
        /// <exception cref="ArgumentException">The scale is not a power of two within 1e-3 of the exponent.</exception>
        public static int PowerOfTwoExponent(float scale)
        {
            double value = scale;

            if (RealNumber.IsFinite(scale) && scale > 0f)
            {
                long bits = BitConverter.DoubleToInt64Bits(value);
                int exponent = (int)((bits >> 52) & 0x7FF) - 1023;
                long fraction = bits & 0xFFFFFFFFFFFFFL;

                // 2^0.001 - 1 = 6.9e-4 of the 2^52 steps of a mantissa.
                const long Tolerance = 3120000000000L;
                if (fraction < Tolerance)
                {
                    return exponent;
                }

                if (fraction > 0x10000000000000L - Tolerance / 2)
                {
                    return exponent + 1;
                }
            }

            throw new ArgumentException("The cell state's scale must be a power of two.");
        }
    }
}
