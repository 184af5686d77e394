using System;
using System.Text;

namespace NanoBms.Device.SetUp
{
    /// <summary>Fields of a form as a browser sends them (application/x-www-form-urlencoded, URL Standard section 5).</summary>
    internal static class FormText
    {
        /// <summary>
        /// Bytes of a text that are looked at; no setting of the form takes as many. A longer one is cut, and ends with what makes every
        /// setting refuse it: else whoever sends one takes memory that the gauge's threads call with.
        /// </summary>
        private const int MaxTextBytes = 256;

        private const string Cut = "...";

        /// <summary>A field's text; null where the form does not have it.</summary>
        /// <param name="form">Names and values.</param>
        /// <param name="name">The field, in letters and digits.</param>
        public static string Value(byte[] form, string name)
        {
            int at = 0;
            while (at < form.Length)
            {
                int end = at;
                while (end < form.Length && form[end] != '&')
                {
                    end++;
                }

                if (IsField(form, at, end, name))
                {
                    return Decode(form, at + name.Length + 1, end);
                }

                at = end + 1;
            }

            return null;
        }

        private static bool IsField(byte[] form, int at, int end, string name)
        {
            if (end - at <= name.Length || form[at + name.Length] != '=')
            {
                return false;
            }

            for (int k = 0; k < name.Length; k++)
            {
                if (form[at + k] != name[k])
                {
                    return false;
                }
            }

            return true;
        }

        private static string Decode(byte[] form, int from, int to)
        {
            var text = new byte[Math.Min(to - from, MaxTextBytes)];
            int length = 0;
            for (int k = from; k < to; k++)
            {
                if (length == text.Length)
                {
                    return Encoding.UTF8.GetString(text, 0, length) + Cut;
                }

                int letter = form[k];
                if (letter == '%' && k + 2 < to)
                {
                    letter = (Nibble(form[k + 1]) << 4) | Nibble(form[k + 2]);
                    k += 2;
                }

                text[length++] = (byte)(letter == '+' && form[k] == '+' ? ' ' : letter);
            }

            return length == 0 ? "" : Encoding.UTF8.GetString(text, 0, length);
        }

        private static int Nibble(int letter)
        {
            return letter >= '0' && letter <= '9' ? letter - '0' : ((letter | 32) - 'a' + 10) & 15;
        }
    }
}
