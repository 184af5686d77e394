namespace NanoBms.Core.Arithmetic
{
    /// <summary>LOGISTIC or TANH on int8. The output's quantisation is fixed: scale 1/256 and zero point -128, or 1/128 and 0.</summary>
    public sealed class LogisticOperator : ElementwiseOperator
    {
        private const int InputIntegerBits = 4;

        private readonly bool tanh;
        private readonly int zeroPoint, multiplier, shift, radius;

        /// <summary>An operator for an input quantisation.</summary>
        /// <param name="tanh">True: hyperbolic tangent; false: logistic function.</param>
        /// <param name="inputScale">Scale of the input.</param>
        /// <param name="inputZeroPoint">Zero point of the input.</param>
        public LogisticOperator(bool tanh, float inputScale, int inputZeroPoint)
        {
            this.tanh = tanh;
            zeroPoint = inputZeroPoint;
            double real = (double)inputScale * (1 << (31 - InputIntegerBits));
            FixedPoint.QuantizeMultiplier(real, out multiplier, out shift);
            long largest = ((1L << InputIntegerBits) - 1) << (31 - InputIntegerBits);
            radius = (int)(shift >= 0 ? largest >> shift : int.MaxValue);
        }

        /// <inheritdoc/>
        public override void Run(short[] input, int inputOffset, short[] output, int outputOffset, int size)
        {
            for (int k = 0; k < size; k++)
            {
                int x = input[inputOffset + k] - zeroPoint;
                int y;
                if (x <= -radius)
                {
                    y = -128;
                }
                else if (x >= radius)
                {
                    y = 127;
                }
                else
                {
                    int q = FixedPoint.MultiplyByQuantizedMultiplier(x, multiplier, shift);
                    y = tanh
                        ? FixedPoint.RoundingDivideByPowerOfTwo(WideFixedPoint.Tanh(q), 24)
                        : FixedPoint.RoundingDivideByPowerOfTwo(WideFixedPoint.Logistic(q), 23) - 128;
                }

                output[outputOffset + k] = (short)(y > 127 ? 127 : (y < -128 ? -128 : y));
            }
        }
    }
}
