using System;

namespace NanoBms.Core.Arithmetic
{
    /// <summary>
    /// The part of an LSTM step that comes after the matrix products: gate activations, cell update, new hidden values. TensorFlow Lite
    /// Micro's arithmetic, bit for bit, in one loop without calls; every weight layout uses it.
    /// </summary>
    public sealed class LstmCell
    {
        private readonly int units;
        private readonly short[] cell;
        private readonly int addedHalf, addedShift, cellClip;

        // tanh(c): w = c * tanhFactor, or twice (3c + tanhRound) >> tanhShift where the cell's steps are finer than the table's.
        private readonly int tanhFactor, tanhRound, tanhShift;
        private readonly long hiddenMultiplier, hiddenHalf;
        private readonly int hiddenShift, hiddenMin, hiddenMax;

        /// <summary>A cell at its reset state.</summary>
        /// <param name="units">U: hidden size.</param>
        /// <param name="wide">False: int8 hidden values; true: int16.</param>
        /// <param name="cellScale">Scale of the int16 cell state, a power of two.</param>
        /// <param name="cellClip">Real value the cell is clipped to; 0: not clipped.</param>
        /// <param name="hiddenScale">Scale of the hidden state.</param>
        /// <param name="hiddenZeroPoint">Zero point of the hidden state.</param>
        /// <exception cref="ArgumentException">The cell's scale is not a power of two, or a scale is out of all proportion.</exception>
        public LstmCell(int units, bool wide, float cellScale, float cellClip, float hiddenScale, int hiddenZeroPoint)
        {
            this.units = units;
            cell = new short[units];
            int exponent = FixedPoint.PowerOfTwoExponent(cellScale);
            addedShift = 30 + exponent;
            if (addedShift < 2 || exponent < -20 || exponent > -2)
            {
                throw new ArgumentException("The cell state's scale must be from 2^-20 to 2^-2; it is 2^" + exponent.ToString() + ".");
            }

            addedHalf = 1 + (1 << (addedShift - 1));
            this.cellClip = CellClipSteps(cellClip, cellScale);
            int e = 12 + exponent;
            tanhFactor = e >= 0 ? 6 << e : 0;
            tanhShift = e < 0 ? -e : 0;
            tanhRound = e < 0 ? 1 << (-e - 1) : 0;

            int multiplier, shift;
            FixedPoint.QuantizeMultiplier(1.0 / (1 << 30) / hiddenScale, out multiplier, out shift);
            if (shift >= 0)
            {
                throw new ArgumentException("The hidden state's scale is too small.");
            }

            hiddenMultiplier = multiplier;
            hiddenShift = -shift;

            // The zero point is added before the shift: one addition less.
            hiddenHalf = (1L << (hiddenShift - 1)) + ((long)hiddenZeroPoint << hiddenShift);
            hiddenMin = wide ? -32768 : -128;
            hiddenMax = wide ? 32767 : 127;
        }

        /// <summary>Cell clip in steps of the cell's scale; 0 where there is none.</summary>
        public static int CellClipSteps(float cellClip, float cellScale)
        {
            if (!RealNumber.IsPositive(cellClip))
            {
                return 0;
            }

            double steps = (double)cellClip / (double)cellScale;
            return steps > 32767.0 ? 32767 : (int)steps;
        }

        /// <summary>Sets the cell state to 0.</summary>
        public void Reset()
        {
            Array.Clear(cell, 0, units);
        }

        /// <summary>Updates the cell state and writes U new hidden values.</summary>
        /// <param name="inputGate">U sums of input and recurrent part, each part saturated to int16 (Q3.12).</param>
        /// <param name="forgetGate">As <paramref name="inputGate"/>.</param>
        /// <param name="cellGate">As <paramref name="inputGate"/>.</param>
        /// <param name="outputGate">As <paramref name="inputGate"/>.</param>
        /// <param name="hidden">Receives the hidden values from index 0 on.</param>
        public void Update(int[] inputGate, int[] forgetGate, int[] cellGate, int[] outputGate, short[] hidden)
        {
            // Everything in locals, since a field access costs two instructions; assignments inside expressions, since the compiler then
            // duplicates the value on the stack and spares the load. A product x is halved and rounded twice as the reference does,
            // ties away from zero the second time: (x + 1 + 2^n + (x < 0 ? -2 : 0)) >> (n + 1).
            int[] offset = GateTables.Offset;
            short[] slope = GateTables.Slope, state = cell;
            int half = addedHalf, shift = addedShift, factor = tanhFactor, round = tanhRound, fineShift = tanhShift;
            int max = hiddenMax, min = hiddenMin, hShift = hiddenShift;
            int high = cellClip > 0 ? cellClip : 32767, low = cellClip > 0 ? -cellClip : -32768;
            long m = hiddenMultiplier, hHalf = hiddenHalf, one = 1L << 30;
            int a, w, s, v, c, end = units;
            long p;
            for (int u = 0; u < end; u++)
            {
                if ((uint)((a = forgetGate[u]) + 32768) > 65535)
                {
                    a = a < 0 ? -32768 : 32767;
                }

                // f * c
                v = ((offset[s = (w = a * 3 + GateTables.Bias) >> GateTables.SegmentBits] + w * slope[s]) >> GateTables.SigmoidShift)
                    * state[u];
                c = (v + 16385 + ((v >> 31) << 1)) >> 15;

                if ((uint)((a = inputGate[u]) + 32768) > 65535)
                {
                    a = a < 0 ? -32768 : 32767;
                }

                if ((uint)(w = cellGate[u] * 6 + GateTables.Bias) > GateTables.Limit)
                {
                    w = w < 0 ? 0 : GateTables.Limit;
                }

                // + i * g
                v = ((offset[s = w >> GateTables.SegmentBits] + w * slope[s] - GateTables.TanhOffset) >> GateTables.TanhShift)
                    * ((offset[s = (w = a * 3 + GateTables.Bias) >> GateTables.SegmentBits] + w * slope[s]) >> GateTables.SigmoidShift);
                v = (v + half + ((v >> 31) << 1)) >> shift;
                if (fineShift > 3)
                {
                    v = FixedPoint.SaturateToInt16(v);
                }

                if ((c += v) > high)
                {
                    c = high;
                }
                else if (c < low)
                {
                    c = low;
                }

                state[u] = (short)c;
                if ((uint)(w = (fineShift == 0 ? c * factor : ((c * 3 + round) >> fineShift) << 1) + GateTables.Bias) > GateTables.Limit)
                {
                    w = w < 0 ? 0 : GateTables.Limit;
                }

                if ((uint)((a = outputGate[u]) + 32768) > 65535)
                {
                    a = a < 0 ? -32768 : 32767;
                }

                // o * tanh(c), brought to the hidden state's scale.
                v = ((offset[s = w >> GateTables.SegmentBits] + w * slope[s] - GateTables.TanhOffset) >> GateTables.TanhShift)
                    * ((offset[s = (w = a * 3 + GateTables.Bias) >> GateTables.SegmentBits] + w * slope[s]) >> GateTables.SigmoidShift);
                v = (int)(((p = (v * m + one) >> 31) + hHalf + (p >> 63)) >> hShift);
                hidden[u] = (short)(v > max ? max : (v < min ? min : v));
            }
        }
    }
}
