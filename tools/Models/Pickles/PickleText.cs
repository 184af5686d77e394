using System.Globalization;
using System.Text;

namespace NanoBms.Models.Pickles;

/// <summary>
/// Text of pickle protocol 0, which escapes what does not fit a line. A letter stands for a byte where the text is one of bytes.
/// </summary>
internal static class PickleText
{
    /// <summary>Python's raw-unicode-escape (\u and \U alone).</summary>
    public static string Unescape(string text) => Unescape(text, letter => letter switch { 'u' => 4, 'U' => 8, _ => 0 }, _ => null);

    /// <summary>What stands between the quotes of Python 2's repr of a string.</summary>
    public static string Unquote(string text) => Unescape(
        text, letter => letter == 'x' ? 2 : 0,
        letter => letter switch { 'n' => '\n', 'r' => '\r', 't' => '\t', '\\' or '\'' or '"' => letter, _ => null });

    private static string Unescape(string text, Func<char, int> digitsOf, Func<char, char?> single)
    {
        var result = new StringBuilder(text.Length);
        for (int k = 0; k < text.Length; k++)
        {
            char letter = text[k] == '\\' && k + 1 < text.Length ? text[k + 1] : '\0';
            int digits = digitsOf(letter);
            if (digits > 0)
            {
                result.Append(char.ConvertFromUtf32(int.Parse(text.AsSpan(k + 2, digits), NumberStyles.HexNumber,
                    CultureInfo.InvariantCulture)));
                k += 1 + digits;
            }
            else if (single(letter) is { } plain)
            {
                result.Append(plain);
                k++;
            }
            else
            {
                result.Append(text[k]);
            }
        }

        return result.ToString();
    }
}
