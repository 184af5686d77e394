namespace NanoBms.Core
{
    /// <summary>
    /// Sigmoid and tanh on 16-bit fixed point by table and linear interpolation, as TensorFlow Lite Micro's LSTM uses them.
    /// </summary>
    public static class GateActivation
    {
        /// <summary>Sigmoid: input Q3.12, result Q0.15.</summary>
        public static int Sigmoid(int a)
        {
            int v = 3 * a;
            int r = v < 0 ? -v : v;
            int upper = r >> 9;
            int q;
            if (upper >= 255)
            {
                q = 0x7FFF << 10;
            }
            else
            {
                int low = SigmoidTable.Values[upper];
                q = (low << 9) + (r & 511) * (SigmoidTable.Values[upper + 1] - low);
            }

            return v >= 0 ? (q + 512) >> 10 : ((1 << 25) - q + 511) >> 10;
        }

        /// <summary>Hyperbolic tangent: input with scale 2^inputExponent (-15..-1), result Q0.15.</summary>
        public static int Tanh(int a, int inputExponent)
        {
            int e = 12 + inputExponent;
            int v = e >= 0 ? a * (3 << e) : (3 * a + (1 << (-e - 1))) >> -e;
            int r = v < 0 ? -v : v;
            int upper = r >> 8;
            int q;
            if (upper >= 255)
            {
                q = 0xFFFF << 8;
            }
            else
            {
                int low = SigmoidTable.Values[upper];
                q = (low << 8) + (r & 255) * (SigmoidTable.Values[upper + 1] - low);
            }

            return v >= 0 ? (q - (1 << 23) + 128) >> 8 : (-q + (1 << 23) + 127) >> 8;
        }
    }
}
