namespace NanoBms.Core.Arithmetic
{
    /// <summary>
    /// Sigmoid and tanh of TensorFlow Lite Micro's LSTM as straight lines over one pair of tables: a line's value is Offset + Slope * w,
    /// with the rounding of either sign folded into the offset, so that an activation takes two look-ups and no branch.
    /// </summary>
    /// <remarks>
    /// The reference interpolates <see cref="SigmoidTable"/> linearly in |w| and mirrors the result. A segment of negative w is the mirror
    /// of one of positive w, and at the joints both neighbours give the same value, so a shift of the signed w finds a right segment
    /// everywhere. w counts 512 steps a segment from the table's left end: for the sigmoid of a (Q3.12) it is 3a, for the tanh 6a, since
    /// tanh(x) = 2 sigmoid(2x) - 1; <see cref="Bias"/> is added to either. The sigmoid leaves 10 bits below the result, the tanh 9.
    /// </remarks>
    public static class GateTables
    {
        /// <summary>Segments are 2^9 steps of w wide.</summary>
        public const int SegmentBits = 9;

        /// <summary>w of input 0.</summary>
        public const int Bias = Zero << SegmentBits;

        /// <summary>Last w; from here on, as at 0, the tanh is saturated.</summary>
        public const int Limit = 2 * Bias;

        /// <summary>Right shift of a line's value that gives the sigmoid, Q0.15.</summary>
        public const int SigmoidShift = 10;

        /// <summary>What is subtracted from a line's value before the shift that gives the tanh.</summary>
        public const int TanhOffset = (1 << 24) + 256;

        /// <summary>Right shift that gives the tanh, Q0.15.</summary>
        public const int TanhShift = 9;

        /// <summary>Line offsets by w >> 9.</summary>
        public static readonly int[] Offset;

        /// <summary>Line slopes by w >> 9.</summary>
        public static readonly short[] Slope;

        private const int Zero = 255;

        static GateTables()
        {
            // Made here and let go: only the lines stay on the heap, and no other type's initialiser must have run before.
            ushort[] table = SigmoidTable.Create();
            Offset = new int[2 * Zero + 1];
            Slope = new short[2 * Zero + 1];
            for (int k = 0; k <= 2 * Zero; k++)
            {
                // T[upper] + (|w| in the segment) * slope is the magnitude; the rest is the reference's mirroring and rounding.
                int segment = k - Zero;
                int upper = segment < 0 ? -segment - 1 : segment;
                int slope = upper >= 255 ? 0 : table[upper + 1] - table[upper];
                int magnitude = (table[upper] - upper * slope) << SegmentBits;
                Offset[k] = (segment >= 0 ? magnitude + 512 : (1 << 25) - magnitude + 511) - Bias * slope;
                Slope[k] = (short)slope;
            }
        }

        /// <summary>Sigmoid of a gate sum a (Q3.12; saturated to int16 here), Q0.15.</summary>
        public static int Sigmoid(int a)
        {
            int w = 3 * FixedPoint.SaturateToInt16(a) + Bias;
            int segment = w >> SegmentBits;
            return (Offset[segment] + w * Slope[segment]) >> SigmoidShift;
        }

        /// <summary>Tanh of a value in steps of 1/12288 (3a of a gate sum a), Q0.15.</summary>
        public static int Tanh(int steps)
        {
            int w = 2 * steps + Bias;
            w = w < 0 ? 0 : (w > Limit ? Limit : w);
            int segment = w >> SegmentBits;
            return (Offset[segment] + w * Slope[segment] - TanhOffset) >> TanhShift;
        }
    }
}
