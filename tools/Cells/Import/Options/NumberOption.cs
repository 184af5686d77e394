using NanoBms.Cells.Import.Numbers;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Options;

/// <summary>Reads an option's number as people write it: 2.9 and 2,9 are one; 2,900 may be two things and is asked for.</summary>
public static class NumberOption
{
    /// <summary>Reads a number.</summary>
    /// <param name="option">The option's name, for messages.</param>
    /// <param name="text">What the user wrote.</param>
    /// <exception cref="UserError">No number, or one that can be read in two ways.</exception>
    public static double Read(string option, string text)
    {
        var evidence = new DecimalEvidence();
        evidence.Add(text);
        return evidence.Decide(',') is { } sign
            ? NumberText.TryRead(text, sign, out double value, out ReadOnlySpan<char> unit) && unit.Length == 0
                ? value
                : throw new UserError($"{option}: '{text}' is no number; write it as 2.9.")
            : throw new UserError($"{option}: '{text}' may have a decimal comma or set thousands apart; write it with a decimal point.");
    }

    /// <summary>Reads a number above 0.</summary>
    /// <param name="option">The option's name, for messages.</param>
    /// <param name="text">What the user wrote; null where the option was not given.</param>
    /// <exception cref="UserError">As for <see cref="Read"/>, or not above 0.</exception>
    public static double? Positive(string option, string? text) =>
        text is null ? null : Read(option, text) is > 0 and double value ? value : throw new UserError($"{option} must be above 0.");
}
