using System;

namespace NanoBms.Core.Arithmetic
{
    /// <summary>
    /// One LSTM layer with int8 weights in arrays and int8 or int16 activations: the arithmetic of TensorFlow Lite Micro's
    /// reference kernel, bit for bit. Gate order everywhere: input, forget, cell, output.
    /// </summary>
    public sealed class LstmLayer
    {
        private readonly int inputSize, units;
        private readonly bool wide;
        private readonly sbyte[][] inputWeights, recurrentWeights;

        // Biases with the zero points of input and hidden state folded in.
        private readonly long[][] inputBias, recurrentBias;
        private readonly int[] inputMultiplier, inputShift, recurrentMultiplier, recurrentShift;
        private readonly LstmCell cell;
        private readonly short hiddenStart;
        private readonly short[] hidden;
        private readonly int[][] sums;

        /// <summary>A layer over the numbers of a .tflite file. The weight arrays are kept, not copied.</summary>
        /// <param name="inputSize">I: values of one time step.</param>
        /// <param name="units">U: hidden size.</param>
        /// <param name="wide">False: int8 activations; true: int16.</param>
        /// <param name="inputWeights">Four matrices [U, I], row-major.</param>
        /// <param name="recurrentWeights">Four matrices [U, U], row-major.</param>
        /// <param name="biases">Four vectors [U].</param>
        /// <param name="inputScale">Scale of the input.</param>
        /// <param name="inputZeroPoint">Zero point of the input.</param>
        /// <param name="hiddenScale">Scale of the hidden state and output.</param>
        /// <param name="hiddenZeroPoint">Zero point of the hidden state and output.</param>
        /// <param name="cellScale">Scale of the int16 cell state, a power of two.</param>
        /// <param name="cellClip">Real value the cell is clipped to; 0: not clipped.</param>
        /// <param name="inputWeightScales">One a gate.</param>
        /// <param name="recurrentWeightScales">One a gate.</param>
        public LstmLayer(
            int inputSize, int units, bool wide,
            sbyte[][] inputWeights, sbyte[][] recurrentWeights, long[][] biases,
            float inputScale, int inputZeroPoint, float hiddenScale, int hiddenZeroPoint,
            float cellScale, float cellClip, float[] inputWeightScales, float[] recurrentWeightScales)
        {
            this.inputSize = inputSize;
            this.units = units;
            this.wide = wide;
            this.inputWeights = inputWeights;
            this.recurrentWeights = recurrentWeights;
            hiddenStart = HiddenStart(wide, hiddenZeroPoint);

            inputBias = new long[4][];
            recurrentBias = new long[4][];
            inputMultiplier = new int[4];
            inputShift = new int[4];
            recurrentMultiplier = new int[4];
            recurrentShift = new int[4];
            for (int gate = 0; gate < 4; gate++)
            {
                inputBias[gate] = FoldZeroPoint(biases[gate], inputWeights[gate], units, inputSize, inputZeroPoint);
                recurrentBias[gate] = FoldZeroPoint(null, recurrentWeights[gate], units, units, hiddenZeroPoint);
                FixedPoint.QuantizeMultiplier(
                    GateScale(inputScale, inputWeightScales[gate]), out inputMultiplier[gate], out inputShift[gate]);
                FixedPoint.QuantizeMultiplier(
                    GateScale(hiddenScale, recurrentWeightScales[gate]), out recurrentMultiplier[gate], out recurrentShift[gate]);
            }

            cell = new LstmCell(units, wide, cellScale, cellClip, hiddenScale, hiddenZeroPoint);
            hidden = new short[units];
            sums = new int[4][];
            for (int gate = 0; gate < 4; gate++)
            {
                sums[gate] = new int[units];
            }

            ResetState();
        }

        /// <summary>
        /// Real scale of a gate's accumulator in steps of 2^-12; the product is rounded to float first, as the reference does.
        /// </summary>
        public static double GateScale(float activationScale, float weightScale)
        {
            float product = activationScale * weightScale;
            return (double)product * 4096.0;
        }

        /// <summary>
        /// Hidden value after a reset: an int8 state starts at its zero point (real 0), an int16 state at 0, as the runtime does it.
        /// </summary>
        public static short HiddenStart(bool wide, int hiddenZeroPoint)
        {
            return wide ? (short)0 : (short)hiddenZeroPoint;
        }

        /// <summary>Puts hidden and cell state back to their start.</summary>
        public void ResetState()
        {
            for (int u = 0; u < units; u++)
            {
                hidden[u] = hiddenStart;
            }

            cell.Reset();
        }

        /// <summary>One time step.</summary>
        /// <param name="input">Holds the I inputs from <paramref name="inputOffset"/> on.</param>
        /// <param name="inputOffset">Index of the first input.</param>
        /// <param name="output">Receives the U hidden values from <paramref name="outputOffset"/> on.</param>
        /// <param name="outputOffset">Index of the first output.</param>
        public void Step(short[] input, int inputOffset, short[] output, int outputOffset)
        {
            // All gates of all units read the old hidden state; the cell replaces it afterwards.
            for (int gate = 0; gate < 4; gate++)
            {
                for (int u = 0; u < units; u++)
                {
                    sums[gate][u] = Gate(gate, u, input, inputOffset);
                }
            }

            cell.Update(sums[0], sums[1], sums[2], sums[3], hidden);
            Array.Copy(hidden, 0, output, outputOffset, units);
        }

        private int Gate(int gate, int u, short[] input, int inputOffset)
        {
            int fromInput, fromHidden;
            if (wide)
            {
                fromInput = FixedPoint.MultiplyByQuantizedMultiplier64(
                    DotProduct.Long(inputWeights[gate], u * inputSize, input, inputOffset, inputSize) + inputBias[gate][u],
                    inputMultiplier[gate], inputShift[gate]);
                fromHidden = FixedPoint.MultiplyByQuantizedMultiplier64(
                    DotProduct.Long(recurrentWeights[gate], u * units, hidden, 0, units) + recurrentBias[gate][u],
                    recurrentMultiplier[gate], recurrentShift[gate]);
            }
            else
            {
                fromInput = FixedPoint.MultiplyByQuantizedMultiplier(
                    DotProduct.Int(inputWeights[gate], u * inputSize, input, inputOffset, inputSize) + (int)inputBias[gate][u],
                    inputMultiplier[gate], inputShift[gate]);
                fromHidden = FixedPoint.MultiplyByQuantizedMultiplier(
                    DotProduct.Int(recurrentWeights[gate], u * units, hidden, 0, units) + (int)recurrentBias[gate][u],
                    recurrentMultiplier[gate], recurrentShift[gate]);
            }

            return FixedPoint.SaturateToInt16(fromInput) + FixedPoint.SaturateToInt16(fromHidden);
        }

        private static long[] FoldZeroPoint(long[] bias, sbyte[] weights, int rows, int columns, int zeroPoint)
        {
            var folded = new long[rows];
            for (int row = 0; row < rows; row++)
            {
                long sum = 0;
                for (int column = 0; column < columns; column++)
                {
                    sum += weights[row * columns + column];
                }

                folded[row] = (bias == null ? 0 : bias[row]) - sum * zeroPoint;
            }

            return folded;
        }
    }
}
