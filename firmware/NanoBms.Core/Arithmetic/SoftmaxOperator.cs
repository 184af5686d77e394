namespace NanoBms.Core.Arithmetic
{
    /// <summary>SOFTMAX on int8 with beta 1. The output's quantisation is fixed: scale 1/256, zero point -128.</summary>
    public sealed class SoftmaxOperator : ElementwiseOperator
    {
        private const int DifferenceIntegerBits = 5, SumIntegerBits = 12;

        private readonly int multiplier, shift, lowestDifference;

        /// <summary>An operator for an input scale.</summary>
        public SoftmaxOperator(float inputScale)
        {
            double real = (double)inputScale * (1 << (31 - DifferenceIntegerBits));
            FixedPoint.QuantizeMultiplier(real > 2147483647.0 ? 2147483647.0 : real, out multiplier, out shift);
            long largest = ((1L << DifferenceIntegerBits) - 1) << (31 - DifferenceIntegerBits);
            lowestDifference = -(int)(largest >> shift);
        }

        /// <inheritdoc/>
        public override void Run(short[] input, int inputOffset, short[] output, int outputOffset, int size)
        {
            int max = -128;
            for (int k = 0; k < size; k++)
            {
                max = input[inputOffset + k] > max ? input[inputOffset + k] : max;
            }

            int sum = 0;
            for (int k = 0; k < size; k++)
            {
                int difference = input[inputOffset + k] - max;
                if (difference >= lowestDifference)
                {
                    sum += FixedPoint.RoundingDivideByPowerOfTwo(Exp(difference), SumIntegerBits);
                }
            }

            int headroom = 0;
            while (headroom < 31 && (sum & (1 << (31 - headroom))) == 0)
            {
                headroom++;
            }

            int bitsOverUnit = SumIntegerBits - headroom;
            int reciprocal = WideFixedPoint.OneOverOnePlus((sum << headroom) ^ int.MinValue);
            for (int k = 0; k < size; k++)
            {
                int difference = input[inputOffset + k] - max;
                int y = -128;
                if (difference >= lowestDifference)
                {
                    int product = FixedPoint.SaturatingRoundingDoublingHighMul(reciprocal, Exp(difference));
                    y += FixedPoint.RoundingDivideByPowerOfTwo(product, bitsOverUnit + 31 - 8);
                }

                output[outputOffset + k] = (short)(y > 127 ? 127 : y);
            }
        }

        private int Exp(int difference)
        {
            int scaled = FixedPoint.SaturatingRoundingDoublingHighMul(difference << shift, multiplier);
            return WideFixedPoint.ExpOnNegative(scaled, DifferenceIntegerBits);
        }
    }
}
