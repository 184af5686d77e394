namespace NanoBms.Core.Arithmetic
{
    /// <summary>
    /// Comparisons of what may be no number. In nanoCLR's comparisons NaN passes for the greater number, in .NET's it is neither greater
    /// nor less: so it is asked for by name before each comparison that it could reach, here for all.
    /// </summary>
    public static class RealNumber
    {
        /// <summary>Whether a value is neither NaN nor infinite.</summary>
        public static bool IsFinite(float value)
        {
            return IsWithin(value, -float.MaxValue, float.MaxValue);
        }

        /// <summary>Whether a value is a number above 0; infinity is one.</summary>
        public static bool IsPositive(double value)
        {
            return !double.IsNaN(value) && value > 0.0;
        }

        /// <summary>Whether a value is a number of a range, its ends among it.</summary>
        public static bool IsWithin(double value, double min, double max)
        {
            return !double.IsNaN(value) && value >= min && value <= max;
        }

        /// <summary>The number of a range that is nearest to a value; the lower end for NaN.</summary>
        public static double Clamp(double value, double min, double max)
        {
            return double.IsNaN(value) || value < min ? min : (value > max ? max : value);
        }

        /// <summary>The whole number nearest to a value, halves away from zero. Not for NaN, nor for what no int holds.</summary>
        public static int Round(float value)
        {
            return value >= 0f ? (int)(value + 0.5f) : -(int)(0.5f - value);
        }
    }
}
