namespace NanoBms.Device.Text
{
    /// <summary>Decimal numbers as text, from integers: the same digits on every platform.</summary>
    public static class DecimalText
    {
        /// <summary>The text of value / 10^decimals, with all its decimals: (-2300, 3) is "-2.300".</summary>
        public static string Format(int value, int decimals)
        {
            long magnitude = value < 0 ? -(long)value : value;
            string digits = magnitude.ToString();
            while (digits.Length <= decimals)
            {
                digits = "0" + digits;
            }

            string sign = value < 0 ? "-" : "";
            return decimals == 0
                ? sign + digits
                : sign + digits.Substring(0, digits.Length - decimals) + "." + digits.Substring(digits.Length - decimals);
        }

        /// <summary>The text of value / 10^decimals with fewer decimals, rounded half away from zero: (-2305, 3, 2) is "-2.31".</summary>
        public static string Format(int value, int decimals, int shown)
        {
            int divisor = 1;
            for (int k = shown; k < decimals; k++)
            {
                divisor *= 10;
            }

            int half = divisor / 2;
            return Format((value < 0 ? value - half : value + half) / divisor, shown);
        }

        /// <summary>A count of seconds as hours, minutes and seconds: "01:02:03".</summary>
        public static string Duration(long seconds)
        {
            return Two(seconds / 3600) + ":" + Two(seconds / 60 % 60) + ":" + Two(seconds % 60);
        }

        private static string Two(long number)
        {
            return number < 10 ? "0" + number.ToString() : number.ToString();
        }
    }
}
