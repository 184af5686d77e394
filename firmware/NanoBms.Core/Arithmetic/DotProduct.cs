namespace NanoBms.Core.Arithmetic
{
    /// <summary>
    /// Sums of products of int8 weights and activations, unrolled: on the device an interpreted loop costs more than its body.
    /// </summary>
    public static class DotProduct
    {
        /// <summary>32-bit accumulator: int8 activations.</summary>
        public static int Int(sbyte[] weights, int weightOffset, short[] values, int valueOffset, int count)
        {
            int sum = 0;
            int w = weightOffset, v = valueOffset, end = weightOffset + (count & ~7);
            while (w < end)
            {
                sum += weights[w] * values[v] + weights[w + 1] * values[v + 1]
                    + weights[w + 2] * values[v + 2] + weights[w + 3] * values[v + 3]
                    + weights[w + 4] * values[v + 4] + weights[w + 5] * values[v + 5]
                    + weights[w + 6] * values[v + 6] + weights[w + 7] * values[v + 7];
                w += 8;
                v += 8;
            }

            end = weightOffset + count;
            while (w < end)
            {
                sum += weights[w++] * values[v++];
            }

            return sum;
        }

        /// <summary>64-bit accumulator: int16 activations.</summary>
        public static long Long(sbyte[] weights, int weightOffset, short[] values, int valueOffset, int count)
        {
            // A group of 8 products of 8 by 16 bits fits 32 bits.
            long sum = 0;
            int w = weightOffset, v = valueOffset, end = weightOffset + (count & ~7);
            while (w < end)
            {
                sum += weights[w] * values[v] + weights[w + 1] * values[v + 1]
                    + weights[w + 2] * values[v + 2] + weights[w + 3] * values[v + 3]
                    + weights[w + 4] * values[v + 4] + weights[w + 5] * values[v + 5]
                    + weights[w + 6] * values[v + 6] + weights[w + 7] * values[v + 7];
                w += 8;
                v += 8;
            }

            end = weightOffset + count;
            while (w < end)
            {
                sum += weights[w++] * values[v++];
            }

            return sum;
        }
    }
}
