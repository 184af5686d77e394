using System.Text;

namespace NanoBms.Device.Text
{
    /// <summary>
    /// Makes a long text of short ones, a byte a character: a string builder takes two, and as many again for the result, which would be a
    /// third of the memory that a request may take.
    /// </summary>
    public sealed class AsciiText
    {
        private readonly byte[] bytes;
        private int length;

        /// <summary>An empty text.</summary>
        /// <param name="capacity">Characters that it takes at most.</param>
        public AsciiText(int capacity)
        {
            bytes = new byte[capacity];
        }

        /// <summary>Adds a text of ASCII letters.</summary>
        public AsciiText Append(string text)
        {
            for (int k = 0; k < text.Length; k++)
            {
                bytes[length + k] = (byte)text[k];
            }

            length += text.Length;
            return this;
        }

        /// <summary>The text.</summary>
        public override string ToString()
        {
            return Encoding.UTF8.GetString(bytes, 0, length);
        }
    }
}
