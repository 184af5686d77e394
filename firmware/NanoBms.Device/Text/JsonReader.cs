using System;
using System.Text;

namespace NanoBms.Device.Text
{
    /// <summary>What a JSON value is.</summary>
    public enum JsonKind
    {
        /// <summary>Text in quotes.</summary>
        Text = 0,

        /// <summary>A number.</summary>
        Number = 1,

        /// <summary>True.</summary>
        True = 2,

        /// <summary>False.</summary>
        False = 3,

        /// <summary>Null.</summary>
        Null = 4,
    }

    /// <summary>
    /// Reads one flat JSON object (RFC 8259: names with texts, numbers, true, false or null) from UTF-8 bytes: enough for a settings file
    /// and for a server's answer, without a library. Strict; the first thing that is wrong ends it with <see cref="Error"/>.
    /// </summary>
    /// <example>while (reader.TryReadName()) { if (reader.TryReadValue()) { use reader.Name, Kind, Text } }</example>
    public sealed class JsonReader
    {
        private readonly byte[] bytes;
        private readonly int length;
        private int at, textStart, textEnd;
        private bool begun, ended, hasValue;

        /// <summary>A reader of the first <paramref name="length"/> bytes. A byte order mark is skipped.</summary>
        public JsonReader(byte[] bytes, int length)
        {
            this.bytes = bytes;
            this.length = length;
            if (length >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF)
            {
                at = 3;
            }
        }

        /// <summary>What is wrong and where ("line 3, column 7: ..."); null while nothing is.</summary>
        public string Error { get; private set; }

        /// <summary>The name last read.</summary>
        public string Name { get; private set; } = "";

        /// <summary>Where the name last read begins: "line 3, column 7".</summary>
        public string Place
        {
            get { return PlaceOf(NamePosition); }
        }

        /// <summary>Index of the byte where the name last read begins.</summary>
        public int NamePosition { get; private set; }

        /// <summary>Kind of the value last read.</summary>
        public JsonKind Kind { get; private set; }

        /// <summary>
        /// The value last read: a text without quotes and escapes, a number as it is written, "true", "false" or "null". Made anew each
        /// time.
        /// </summary>
        public string Text
        {
            get { return Decode(textStart, textEnd); }
        }

        /// <summary>Goes on to the next name; false at the end of the object, and where something is wrong.</summary>
        public bool TryReadName()
        {
            if (Error != null || ended)
            {
                return false;
            }

            int next = SkipSpace();
            if (!begun)
            {
                if (next != '{')
                {
                    return Expected("'{' at the beginning");
                }

                begun = true;
                at++;
                next = SkipSpace();
            }
            else if (hasValue)
            {
                if (next != ',' && next != '}')
                {
                    return Expected("',' or '}' after a value");
                }

                if (next == ',')
                {
                    at++;
                    next = SkipSpace();
                    if (next == '}')
                    {
                        return Expected("a name in quotes after ','");
                    }
                }
            }

            if (next == '}')
            {
                at++;
                ended = true;
                return SkipSpace() >= 0 && Expected("nothing after '}'");
            }

            if (next != '"')
            {
                return Expected("a name in quotes");
            }

            NamePosition = at;
            if (!TrySkipString())
            {
                return false;
            }

            Name = Decode(NamePosition + 1, at - 1);
            if (SkipSpace() != ':')
            {
                return Expected("':' after a name");
            }

            at++;
            hasValue = false;
            return true;
        }

        /// <summary>Reads the value of the name last read; false where something is wrong.</summary>
        public bool TryReadValue()
        {
            int next = SkipSpace();
            textStart = at;
            if (next == '"')
            {
                Kind = JsonKind.Text;
                if (!TrySkipString())
                {
                    return false;
                }

                textStart++;
            }
            else if (next == '-' || IsDigit(next))
            {
                Kind = JsonKind.Number;
                if (!TrySkipNumber())
                {
                    return false;
                }
            }
            else if (IsWord("true"))
            {
                Kind = JsonKind.True;
            }
            else if (IsWord("false"))
            {
                Kind = JsonKind.False;
            }
            else if (IsWord("null"))
            {
                Kind = JsonKind.Null;
            }
            else
            {
                return Expected("a text in quotes, a number, true, false or null");
            }

            textEnd = Kind == JsonKind.Text ? at - 1 : at;
            hasValue = true;
            return true;
        }

        /// <summary>Goes back to a name that was read before, so that <see cref="TryReadValue"/> reads its value again.</summary>
        /// <param name="namePosition">The <see cref="NamePosition"/> that it had.</param>
        public void ReturnTo(int namePosition)
        {
            at = namePosition;
            TrySkipString();
            SkipSpace();

            // The colon.
            at++;
        }

        private static bool IsDigit(int value)
        {
            return value >= '0' && value <= '9';
        }

        /// <summary>The next byte that is no white space, not yet taken; -1 at the end.</summary>
        private int SkipSpace()
        {
            while (at < length && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n'))
            {
                at++;
            }

            return Peek();
        }

        private int Peek()
        {
            return at < length ? bytes[at] : -1;
        }

        private bool IsWord(string word)
        {
            if (at + word.Length > length)
            {
                return false;
            }

            for (int k = 0; k < word.Length; k++)
            {
                if (bytes[at + k] != word[k])
                {
                    return false;
                }
            }

            at += word.Length;
            return true;
        }

        private bool TrySkipNumber()
        {
            int start = at;
            if (Peek() == '-')
            {
                at++;
            }

            bool leadingZero = Peek() == '0';
            int digits = SkipDigits();
            if (digits == 0 || (leadingZero && digits > 1))
            {
                at = start;
                return Expected("a number without leading zeros");
            }

            if (Peek() == '.')
            {
                at++;
                if (SkipDigits() == 0)
                {
                    return Expected("a digit after '.'");
                }
            }

            if (Peek() == 'e' || Peek() == 'E')
            {
                at++;
                if (Peek() == '+' || Peek() == '-')
                {
                    at++;
                }

                if (SkipDigits() == 0)
                {
                    return Expected("a digit of an exponent");
                }
            }

            return true;
        }

        private int SkipDigits()
        {
            int start = at;
            while (IsDigit(Peek()))
            {
                at++;
            }

            return at - start;
        }

        private bool TrySkipString()
        {
            int end = at + 1;
            while (end < length && bytes[end] != '"')
            {
                if (bytes[end] < ' ')
                {
                    at = end;
                    return Expected("'\"' at the end of a text, on the same line");
                }

                end += bytes[end] == '\\' ? 2 : 1;
            }

            if (end >= length)
            {
                at = length;
                return Expected("'\"' at the end of a text");
            }

            for (int k = at + 1; k < end; k++)
            {
                if (bytes[k] == '\\' && Escaped(++k, end) < 0)
                {
                    at = k;
                    return Expected("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX after '\\'");
                }
            }

            at = end + 1;
            return true;
        }

        private string Decode(int start, int end)
        {
            // No escape is shorter than what it stands for in UTF-8.
            byte[] plain = null;
            int count = 0;
            for (int k = start; k < end; k++)
            {
                if (bytes[k] == '\\')
                {
                    if (plain == null)
                    {
                        plain = new byte[end - start];
                        count = k - start;
                        Array.Copy(bytes, start, plain, 0, count);
                    }

                    k++;
                    count = AppendUtf8(plain, count, Escaped(k, end));
                    k += bytes[k] == 'u' ? 4 : 0;
                }
                else if (plain != null)
                {
                    plain[count++] = bytes[k];
                }
            }

            return plain == null ? Encoding.UTF8.GetString(bytes, start, end - start) : Encoding.UTF8.GetString(plain, 0, count);
        }

        private static int AppendUtf8(byte[] target, int count, int code)
        {
            if (code < 0x80)
            {
                target[count++] = (byte)code;
                return count;
            }

            if (code < 0x800)
            {
                target[count++] = (byte)(0xC0 | (code >> 6));
            }
            else
            {
                target[count++] = (byte)(0xE0 | (code >> 12));
                target[count++] = (byte)(0x80 | ((code >> 6) & 0x3F));
            }

            target[count++] = (byte)(0x80 | (code & 0x3F));
            return count;
        }

        // The character that stands after a backslash; -1: none can be meant.
        private int Escaped(int position, int end)
        {
            int letter = bytes[position];
            switch (letter)
            {
                case '"':
                case '\\':
                case '/':
                    return letter;
                case 'b':
                    return '\b';
                case 'f':
                    return '\f';
                case 'n':
                    return '\n';
                case 'r':
                    return '\r';
                case 't':
                    return '\t';
                case 'u':
                    int code = position + 4 < end ? Hex(position + 1) : -1;

                    // The halves of a pair of surrogates are no characters of their own; what needs one can be written as it is.
                    return code >= 0xD800 && code <= 0xDFFF ? -1 : code;
                default:
                    return -1;
            }
        }

        private int Hex(int start)
        {
            int value = 0;
            for (int k = start; k < start + 4; k++)
            {
                int letter = bytes[k];
                int digit = IsDigit(letter) ? letter - '0'
                    : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10
                    : letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
                if (digit < 0)
                {
                    return -1;
                }

                value = (value << 4) | digit;
            }

            return value;
        }

        private bool Expected(string what)
        {
            int found = Peek();
            string name = found < 0 ? "the end of the file"
                : found == '\n' || found == '\r' ? "the end of the line"
                : found > ' ' && found < 0x7F ? "'" + ((char)found).ToString() + "'" : "byte " + found.ToString();
            Error = PlaceOf(at) + ": expected " + what + ", found " + name;
            return false;
        }

        /// <summary>A byte's place: "line 3, column 7".</summary>
        public string PlaceOf(int position)
        {
            int line = 1, column = 1;
            for (int k = 0; k < position && k < length; k++)
            {
                if (bytes[k] == '\n')
                {
                    line++;
                    column = 1;
                }
                else if ((bytes[k] & 0xC0) != 0x80)
                {
                    // Bytes that continue a character of UTF-8 take no column of their own.
                    column++;
                }
            }

            return "line " + line.ToString() + ", column " + column.ToString();
        }
    }
}
