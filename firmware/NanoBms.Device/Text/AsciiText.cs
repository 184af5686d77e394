namespace NanoBms.Device.Text
{
    /// <summary>
    /// Makes a text of short ones, a byte a character, again and again in the same memory: a string builder takes two bytes a character,
    /// and as many again for the result.
    /// </summary>
    public sealed class AsciiText
    {
        /// <summary>An empty text.</summary>
        /// <param name="capacity">Characters that it takes at most.</param>
        public AsciiText(int capacity)
        {
            Bytes = new byte[capacity];
        }

        /// <summary>The text, and what is left of longer ones behind it.</summary>
        public byte[] Bytes { get; }

        /// <summary>Its characters.</summary>
        public int Length { get; private set; }

        /// <summary>Begins anew.</summary>
        public AsciiText Clear()
        {
            Length = 0;
            return this;
        }

        /// <summary>Adds a text of ASCII letters.</summary>
        public AsciiText Append(string text)
        {
            for (int k = 0; k < text.Length; k++)
            {
                Bytes[Length + k] = (byte)text[k];
            }

            Length += text.Length;
            return this;
        }
    }
}
