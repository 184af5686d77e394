namespace NanoBms.Core.Arithmetic
{
    /// <summary>
    /// A fully connected layer with int8 weights in arrays and int8 or int16 activations: the arithmetic of TensorFlow Lite Micro's
    /// reference kernel, bit for bit.
    /// </summary>
    public sealed class DenseLayer
    {
        private readonly int inputSize, units;
        private readonly bool wide;
        private readonly sbyte[] weights;
        private readonly long[] foldedBias;
        private readonly int[] multiplier, shift;
        private readonly int outputZeroPoint, outputMin, outputMax;

        /// <summary>A layer over the numbers of a .tflite file. The weight array is kept, not copied.</summary>
        /// <param name="inputSize">I: values of the input.</param>
        /// <param name="units">U: values of the output.</param>
        /// <param name="wide">False: int8 activations; true: int16.</param>
        /// <param name="weights">[U, I], row-major.</param>
        /// <param name="bias">[U].</param>
        /// <param name="weightScales">One scale (per tensor) or U scales (per channel).</param>
        /// <param name="inputScale">Scale of the input.</param>
        /// <param name="inputZeroPoint">Zero point of the input.</param>
        /// <param name="outputScale">Scale of the output.</param>
        /// <param name="outputZeroPoint">Zero point of the output.</param>
        /// <param name="outputMin">Lowest quantised output, the fused activation applied.</param>
        /// <param name="outputMax">Highest quantised output, the fused activation applied.</param>
        public DenseLayer(
            int inputSize, int units, bool wide, sbyte[] weights, long[] bias, float[] weightScales,
            float inputScale, int inputZeroPoint, float outputScale, int outputZeroPoint, int outputMin, int outputMax)
        {
            this.inputSize = inputSize;
            this.units = units;
            this.wide = wide;
            this.weights = weights;
            this.outputZeroPoint = outputZeroPoint;
            this.outputMin = outputMin;
            this.outputMax = outputMax;
            foldedBias = new long[units];
            multiplier = new int[units];
            shift = new int[units];
            for (int u = 0; u < units; u++)
            {
                long sum = 0;
                for (int k = 0; k < inputSize; k++)
                {
                    sum += weights[u * inputSize + k];
                }

                foldedBias[u] = bias[u] - sum * inputZeroPoint;
                FixedPoint.QuantizeMultiplier(
                    OutputMultiplier(inputScale, weightScales, u, outputScale), out multiplier[u], out shift[u]);
            }
        }

        /// <summary>
        /// Real multiplier of a row's accumulator; per tensor the product of scales is rounded to float first, per channel it is not.
        /// </summary>
        public static double OutputMultiplier(float inputScale, float[] weightScales, int unit, float outputScale)
        {
            if (weightScales.Length == 1)
            {
                float product = inputScale * weightScales[0];
                return (double)product / (double)outputScale;
            }

            return (double)inputScale * (double)weightScales[unit] / (double)outputScale;
        }

        /// <summary>Computes U outputs from I inputs.</summary>
        public void Run(short[] input, int inputOffset, short[] output, int outputOffset)
        {
            for (int u = 0; u < units; u++)
            {
                int y;
                if (wide)
                {
                    y = FixedPoint.MultiplyByQuantizedMultiplier64(
                        DotProduct.Long(weights, u * inputSize, input, inputOffset, inputSize) + foldedBias[u], multiplier[u], shift[u]);
                }
                else
                {
                    y = FixedPoint.MultiplyByQuantizedMultiplier(
                        DotProduct.Int(weights, u * inputSize, input, inputOffset, inputSize) + (int)foldedBias[u], multiplier[u],
                        shift[u]);
                }

                y += outputZeroPoint;
                output[outputOffset + u] = (short)(y > outputMax ? outputMax : (y < outputMin ? outputMin : y));
            }
        }
    }
}
