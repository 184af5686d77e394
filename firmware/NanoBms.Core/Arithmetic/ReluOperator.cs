namespace NanoBms.Core.Arithmetic
{
    /// <summary>RELU and its relatives as an operator of their own on int8: requantised, then clamped.</summary>
    public sealed class ReluOperator : ElementwiseOperator
    {
        private readonly int inputZeroPoint, outputZeroPoint, multiplier, shift, outputMin, outputMax;

        /// <summary>An operator between two quantisations, its output clamped to outputMin..outputMax (quantised values).</summary>
        public ReluOperator(float inputScale, int inputZeroPoint, float outputScale, int outputZeroPoint, int outputMin, int outputMax)
        {
            this.inputZeroPoint = inputZeroPoint;
            this.outputZeroPoint = outputZeroPoint;
            this.outputMin = outputMin;
            this.outputMax = outputMax;
            // The reference divides in single precision; in double, a ratio such as 1.25 is just below it and halves round the other way.
            FixedPoint.QuantizeMultiplier(inputScale / outputScale, out multiplier, out shift);
        }

        /// <inheritdoc/>
        public override void Run(short[] input, int inputOffset, short[] output, int outputOffset, int size)
        {
            for (int k = 0; k < size; k++)
            {
                int y = outputZeroPoint
                    + FixedPoint.MultiplyByQuantizedMultiplier(input[inputOffset + k] - inputZeroPoint, multiplier, shift);
                output[outputOffset + k] = (short)(y > outputMax ? outputMax : (y < outputMin ? outputMin : y));
            }
        }
    }
}
