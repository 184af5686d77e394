namespace NanoBms.Device.Text
{
    /// <summary>
    /// Decimal numbers as text, from integers: the same digits on every platform. Several stand in each line of the log, so they are put
    /// together in one array: texts of texts would be four times the garbage.
    /// </summary>
    public static class DecimalText
    {
        // Ten digits of an int, a sign, a point, and some zeros before fewer digits than decimals; sixteen digits of hours and six more.
        private const int MaxLength = 24;

        /// <summary>The text of value / 10^decimals, with all its decimals: (-2300, 3) is "-2.300".</summary>
        public static string Format(int value, int decimals)
        {
            long magnitude = value < 0 ? -(long)value : value;
            var text = new char[MaxLength];
            int at = text.Length;
            if (decimals > 0)
            {
                at = Put(text, at, ref magnitude, decimals);
                text[--at] = '.';
            }

            at = Put(text, at, ref magnitude, 0);
            if (value < 0)
            {
                text[--at] = '-';
            }

            return new string(text, at, text.Length - at);
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

        /// <summary>A count of seconds, 0 or more, as hours, minutes and seconds: "01:02:03".</summary>
        public static string Duration(long seconds)
        {
            var text = new char[MaxLength];
            long minutes = seconds / 60, hours = minutes / 60;
            seconds %= 60;
            minutes %= 60;
            int at = Put(text, text.Length, ref seconds, 2);
            text[--at] = ':';
            at = Put(text, at, ref minutes, 2);
            text[--at] = ':';
            at = Put(text, at, ref hours, hours < 10 ? 2 : 0);
            return new string(text, at, text.Length - at);
        }

        /// <summary>Puts the last digits of a number before a place, and takes them away from it; where the first of them stands.</summary>
        /// <param name="text">Receives them.</param>
        /// <param name="at">The place.</param>
        /// <param name="number">The number, 0 or more.</param>
        /// <param name="digits">How many; 0: all there are, one at least.</param>
        private static int Put(char[] text, int at, ref long number, int digits)
        {
            int end = at - digits;
            do
            {
                text[--at] = (char)('0' + number % 10);
                number /= 10;
            }
            while (digits > 0 ? at > end : number > 0);
            return at;
        }
    }
}
