namespace NanoBms.Core
{
    /// <summary>
    /// Sigmoid and tanh of TensorFlow Lite Micro's LSTM as straight lines: each 1/24-wide segment is (offset + slope * w) >> shift,
    /// with the rounding of either sign folded into the offset, so that a value takes two look-ups and no branch.
    /// </summary>
    /// <remarks>
    /// The reference interpolates T linearly in |w| and mirrors the result. A segment of negative w is the mirror of one of positive w, and at the
    /// joints both neighbours give the same value, so an arithmetic shift of the signed w finds a right segment everywhere.
    /// Steps of w are 1/3 of the gate's Q3.12 steps: w = 3a.
    /// </remarks>
    public static class GateTables
    {
        /// <summary>Segments of the sigmoid are 2^9 steps of w wide.</summary>
        public const int SigmoidSegmentBits = 9;

        /// <summary>Index of the sigmoid's segment that starts at w = 0.</summary>
        public const int SigmoidZero = 384;

        /// <summary>Right shift of the sigmoid's line value.</summary>
        public const int SigmoidShift = 10;

        /// <summary>Segments of the tanh are 2^8 steps of w wide.</summary>
        public const int TanhSegmentBits = 8;

        /// <summary>Index of the tanh's segment that starts at w = 0.</summary>
        public const int TanhZero = 255;

        /// <summary>Tanh is saturated from here on: w must be clamped to this magnitude.</summary>
        public const int TanhLimit = 255 << TanhSegmentBits;

        /// <summary>Right shift of the tanh's line value.</summary>
        public const int TanhShift = 8;

        // Gate sums beyond int16 saturate; these are 3 times its limits.
        private const int SigmoidMaxW = 3 * 32767, SigmoidMinW = -3 * 32768;

        /// <summary>
        /// Line offsets of the sigmoid by (w >> 9) + 384 for the sum of two int16 values (w = -196608..196602), saturated as the reference does.
        /// </summary>
        public static readonly int[] SigmoidOffset = MakeOffsets(2 * SigmoidZero, SigmoidZero, SigmoidSegmentBits);

        /// <summary>Line slopes of the sigmoid, same index.</summary>
        public static readonly short[] SigmoidSlope = MakeSlopes(2 * SigmoidZero, SigmoidZero, SigmoidSegmentBits);

        /// <summary>Line offsets of the tanh by (w >> 8) + 255, w within +-<see cref="TanhLimit"/>.</summary>
        public static readonly int[] TanhOffset = MakeOffsets(2 * TanhZero + 1, TanhZero, TanhSegmentBits);

        /// <summary>Line slopes of the tanh, same index.</summary>
        public static readonly short[] TanhSlope = MakeSlopes(2 * TanhZero + 1, TanhZero, TanhSegmentBits);

        /// <summary>Sigmoid of a gate sum a (Q3.12; the sum of two int16 values, saturated here), Q0.15.</summary>
        public static int Sigmoid(int a)
        {
            int w = 3 * a;
            int segment = (w >> SigmoidSegmentBits) + SigmoidZero;
            return (SigmoidOffset[segment] + w * SigmoidSlope[segment]) >> SigmoidShift;
        }

        /// <summary>Tanh of w (steps of 1/12288), Q0.15.</summary>
        public static int Tanh(int w)
        {
            w = w > TanhLimit ? TanhLimit : (w < -TanhLimit ? -TanhLimit : w);
            int segment = (w >> TanhSegmentBits) + TanhZero;
            return (TanhOffset[segment] + w * TanhSlope[segment]) >> TanhShift;
        }

        private static int[] MakeOffsets(int count, int zero, int segmentBits)
        {
            bool sigmoid = segmentBits == SigmoidSegmentBits;
            var offsets = new int[count];
            for (int k = 0; k < count; k++)
            {
                int segment = k - zero;
                if (sigmoid && IsSaturated(segment))
                {
                    // A constant line: the value at the saturated input.
                    int w = segment < 0 ? SigmoidMinW : SigmoidMaxW;
                    int inside = w >> segmentBits;
                    offsets[k] = Offset(inside, segmentBits) + w * Slope(inside);
                }
                else
                {
                    offsets[k] = Offset(segment, segmentBits);
                }
            }

            return offsets;
        }

        private static short[] MakeSlopes(int count, int zero, int segmentBits)
        {
            bool sigmoid = segmentBits == SigmoidSegmentBits;
            var slopes = new short[count];
            for (int k = 0; k < count; k++)
            {
                int segment = k - zero;
                slopes[k] = sigmoid && IsSaturated(segment) ? (short)0 : (short)Slope(segment);
            }

            return slopes;
        }

        private static bool IsSaturated(int segment)
        {
            return segment > SigmoidMaxW >> SigmoidSegmentBits || segment < SigmoidMinW >> SigmoidSegmentBits;
        }

        private static int Slope(int segment)
        {
            int upper = segment < 0 ? -segment - 1 : segment;
            return upper >= 255 ? 0 : SigmoidTable.Value(upper + 1) - SigmoidTable.Value(upper);
        }

        // The interpolated magnitude is T[u] * 2^bits + (r - u * 2^bits) * slope with r = |w|; the rest is the reference's mirroring and rounding.
        private static int Offset(int segment, int segmentBits)
        {
            int upper = segment < 0 ? -segment - 1 : segment;
            int magnitude = (SigmoidTable.Value(upper) - upper * Slope(segment)) << segmentBits;
            if (segmentBits == SigmoidSegmentBits)
            {
                return segment >= 0 ? magnitude + 512 : (1 << 25) - magnitude + 511;
            }

            return segment >= 0 ? magnitude - (1 << 23) + 128 : (1 << 23) - magnitude + 127;
        }
    }
}
