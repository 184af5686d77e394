using System.Globalization;

namespace NanoBms.Cells.Import.Numbers;

/// <summary>Reads numbers as people and machines write them: decimal comma, thousands apart, a true minus sign, a unit behind.</summary>
internal static class NumberText
{
    private const int LongestNumber = 48;

    /// <summary>Reads a number.</summary>
    /// <param name="text">A cell.</param>
    /// <param name="sign">The file's decimal sign.</param>
    /// <param name="value">The number, finite.</param>
    /// <param name="unit">What stands behind it, trimmed; empty for a bare number.</param>
    public static bool TryRead(ReadOnlySpan<char> text, DecimalSign sign, out double value, out ReadOnlySpan<char> unit)
    {
        unit = default;
        text = text.Trim().Trim('\0');
        if (sign == DecimalSign.Point && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return double.IsFinite(value);
        }

        value = 0;
        Span<char> plain = stackalloc char[LongestNumber];
        int used = Plain(text, sign, plain, out int read);
        if (used <= 0)
        {
            return false;
        }

        unit = text[read..].Trim();
        return !HasDigit(unit) && double.TryParse(plain[..used], NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    /// <summary>Copies the number at the start of a text in the invariant form; -1 where thousands are set apart wrongly.</summary>
    private static int Plain(ReadOnlySpan<char> text, DecimalSign sign, Span<char> plain, out int read)
    {
        char point = sign == DecimalSign.Point ? '.' : ',';
        char thousands = sign == DecimalSign.Point ? ',' : '.';
        int used = 0, sinceGroup = -1, wholeDigits = 0;
        bool fraction = false, exponent = false;
        for (read = 0; read < text.Length && used < plain.Length; read++)
        {
            char letter = text[read];
            if (char.IsAsciiDigit(letter))
            {
                plain[used++] = letter;
                wholeDigits += fraction ? 0 : 1;
                sinceGroup += sinceGroup >= 0 && !fraction ? 1 : 0;
            }
            else if (IsMinus(letter) && (used == 0 || exponent && plain[used - 1] == 'E'))
            {
                plain[used++] = '-';
            }
            else if (letter == '+' && (used == 0 || exponent && plain[used - 1] == 'E'))
            {
                plain[used++] = '+';
            }
            else if (letter == point && !fraction)
            {
                plain[used++] = '.';
                fraction = true;
            }
            else if (letter is 'e' or 'E' && wholeDigits > 0 && !exponent && read + 1 < text.Length && IsExponent(text[read + 1]))
            {
                plain[used++] = 'E';
                exponent = fraction = true;
            }
            else if (IsThousands(letter, thousands) && !fraction && wholeDigits is > 0 && read + 1 < text.Length
                && char.IsAsciiDigit(text[read + 1]))
            {
                if (sinceGroup is >= 0 and not 3 || wholeDigits > 3 && sinceGroup < 0)
                {
                    return -1;
                }

                sinceGroup = 0;
            }
            else
            {
                break;
            }
        }

        return sinceGroup is >= 0 and not 3 ? -1 : used;
    }

    private static bool IsMinus(char letter) => letter is '-' or '\u2212' or '\u2013' or '\u2012' or '\uFE63' or '\uFF0D';

    private static bool IsExponent(char letter) => char.IsAsciiDigit(letter) || letter == '+' || IsMinus(letter);

    private static bool IsThousands(char letter, char sign) =>
        letter == sign || letter is ' ' or '\u00A0' or '\u202F' or '\u2009' or '\'' or '\u2019';

    private static bool HasDigit(ReadOnlySpan<char> text) => text.ContainsAnyInRange('0', '9');
}
