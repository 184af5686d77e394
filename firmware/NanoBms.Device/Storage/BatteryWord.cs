namespace NanoBms.Device.Storage
{
    /// <summary>
    /// A user's word on the battery, in the settings: "full", "replaced", or a state of charge such as "75%"; whatever follows after a
    /// space is a note that tells one word from the same word before.
    /// </summary>
    public static class BatteryWord
    {
        private const string Full = "full", Replaced = "replaced";

        /// <summary>Whether it is such a word, or none.</summary>
        public static bool IsValid(string word)
        {
            return word.Length == 0 || Is(word, Replaced) || Percent(word) >= 0f;
        }

        /// <summary>The state of charge it says, percent; -1 where it says none.</summary>
        public static float Percent(string word)
        {
            if (Is(word, Full))
            {
                return 100f;
            }

            int end = word.IndexOf('%');
            double percent;
            return end > 0 && double.TryParse(word.Substring(0, end), out percent) && percent >= 0.0 && percent <= 100.0
                ? (float)percent
                : -1f;
        }

        /// <summary>A number that differs from word to word; 0 for none.</summary>
        public static int ToNumber(string word)
        {
            int number = 0;
            for (int k = 0; k < word.Length; k++)
            {
                number = number * 31 + word[k];
            }

            return number;
        }

        private static bool Is(string word, string begin)
        {
            return word.StartsWith(begin) && (word.Length == begin.Length || word[begin.Length] == ' ');
        }
    }
}
