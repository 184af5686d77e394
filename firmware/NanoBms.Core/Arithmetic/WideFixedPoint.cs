namespace NanoBms.Core.Arithmetic
{
    /// <summary>
    /// 32-bit fixed-point functions as the runtime's elementwise operators use them (gemmlowp's public algorithm): a raw value of a
    /// format with b integer bits means raw / 2^(31-b).
    /// </summary>
    public static class WideFixedPoint
    {
        // exp(-2^e) for e = -2..4 in Q0.31.
        private static readonly int[] ExpOfPowers = { 1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242 };

        private static int Multiply(int a, int b)
        {
            return FixedPoint.SaturatingRoundingDoublingHighMul(a, b);
        }

        private static int ShiftLeftSaturating(int x, int bits)
        {
            int limit = int.MaxValue >> bits;
            return x > limit ? int.MaxValue : (x < -limit - 1 ? int.MinValue : x << bits);
        }

        /// <summary>exp(a) for a in [-1/4, 0), Q0.31 in and out: Taylor's series of fourth order around -1/8.</summary>
        private static int ExpOnQuarter(int a)
        {
            const int ExpOfMinusEighth = 1895147668, OneThird = 715827883;
            int x = a + (1 << 28);
            int x2 = Multiply(x, x);
            int x3 = Multiply(x2, x);
            int x4 = Multiply(x2, x2);
            int tail = Multiply(FixedPoint.RoundingDivideByPowerOfTwo(x4, 2) + x3, OneThird) + x2;
            return ExpOfMinusEighth + Multiply(ExpOfMinusEighth, x + FixedPoint.RoundingDivideByPowerOfTwo(tail, 1));
        }

        /// <summary>exp(a) for a at most 0.</summary>
        /// <param name="a">Raw value with <paramref name="integerBits"/> (1..5) integer bits.</param>
        /// <param name="integerBits">Integer bits of <paramref name="a"/>.</param>
        /// <returns>Q0.31.</returns>
        public static int ExpOnNegative(int a, int integerBits)
        {
            if (a == 0)
            {
                return int.MaxValue;
            }

            int fractionBits = 31 - integerBits;
            int quarter = 1 << (fractionBits - 2);
            int inQuarter = (a & (quarter - 1)) - quarter;
            int result = ExpOnQuarter(ShiftLeftSaturating(inQuarter, integerBits));
            int remainder = inQuarter - a;
            for (int e = -2; e <= 4 && e < integerBits; e++)
            {
                if ((remainder & (1 << (fractionBits + e))) != 0)
                {
                    result = Multiply(result, ExpOfPowers[e + 2]);
                }
            }

            return result;
        }

        // 1 / ((1 + x) / 2) for x in [0, 1) in Q2.29, by three steps of Newton and Raphson.
        private static int ReciprocalOfHalfSum(int x)
        {
            const int FortyEightOver17 = 1515870810, Minus32Over17 = -1010580540;

            // Rounded half sum of x and 1, both Q0.31 and not negative.
            int half = (int)(((long)x + int.MaxValue + 1) / 2);
            int y = FortyEightOver17 + Multiply(half, Minus32Over17);
            for (int step = 0; step < 3; step++)
            {
                int error = (1 << 29) - Multiply(half, y);
                y += ShiftLeftSaturating(Multiply(y, error), 2);
            }

            return y;
        }

        /// <summary>1 / (1 + x) for x in [0, 1), Q0.31 in and out.</summary>
        public static int OneOverOnePlus(int x)
        {
            return ShiftLeftSaturating(ReciprocalOfHalfSum(x), 1);
        }

        /// <summary>Logistic function, Q4.27 in, Q0.31 out.</summary>
        public static int Logistic(int a)
        {
            if (a == 0)
            {
                return 1 << 30;
            }

            int positive = OneOverOnePlus(ExpOnNegative(a > 0 ? -a : a, 4));
            return a > 0 ? positive : int.MaxValue - positive;
        }

        /// <summary>Hyperbolic tangent, Q4.27 in, Q0.31 out.</summary>
        public static int Tanh(int a)
        {
            if (a == 0)
            {
                return 0;
            }

            // tanh|a| = (1 - e) / (1 + e), e = exp(-2|a|): twice the value is the same number with one more integer bit.
            int result = ShiftLeftSaturating(ReciprocalOfHalfSum(ExpOnNegative(a > 0 ? -a : a, 5)) - (1 << 29), 2);
            return a > 0 ? result : -result;
        }
    }
}
