namespace NanoBms.Core.Arithmetic
{
    /// <summary>
    /// LOGISTIC or TANH on int16, as TensorFlow Lite Micro's reference kernel computes it: the table of the LSTM's gates. The output's
    /// quantisation is fixed: scale 1/32768, zero point 0.
    /// </summary>
    public sealed class WideLogisticOperator : ElementwiseOperator
    {
        // The table's argument counts steps of 1/12288; from the 255th segment on the function is at its end.
        private const int StepsPerUnit = 12288, End = 255 << GateTables.SegmentBits;

        private readonly bool tanh;
        private readonly int multiplier, shift, rounding;

        /// <summary>An operator for an input quantisation, whose zero point is 0.</summary>
        /// <param name="tanh">True: hyperbolic tangent; false: logistic function.</param>
        /// <param name="inputScale">Scale of the input.</param>
        public WideLogisticOperator(bool tanh, float inputScale)
        {
            this.tanh = tanh;

            // 15 bits and a shift. The reference's own case for powers of two gives the same numbers.
            double real = (double)inputScale * StepsPerUnit;
            while (real <= 32767.0 / 2.0 && shift <= 30)
            {
                shift++;
                real *= 2.0;
            }

            multiplier = real > 32767.0 ? 32767 : (int)real;
            rounding = shift > 0 ? 1 << (shift - 1) : 0;
        }

        /// <inheritdoc/>
        public override void Run(short[] input, int inputOffset, short[] output, int outputOffset, int size)
        {
            for (int k = 0; k < size; k++)
            {
                int steps = (input[inputOffset + k] * multiplier + rounding) >> shift;
                output[outputOffset + k] = (short)(tanh ? GateTables.Tanh(steps) : Logistic(steps));
            }
        }

        private static int Logistic(int steps)
        {
            if (steps >= End)
            {
                return 32767;
            }

            if (steps <= -End)
            {
                return 1;
            }

            int w = steps + GateTables.Bias;
            int segment = w >> GateTables.SegmentBits;
            return (GateTables.Offset[segment] + w * GateTables.Slope[segment]) >> GateTables.SigmoidShift;
        }
    }
}
