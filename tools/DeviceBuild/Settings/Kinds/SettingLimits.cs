using System.Globalization;
using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.Settings.Kinds;

/// <summary>What a setting may be: the attributes of a row, as they are written.</summary>
/// <param name="attributes">Their values by their names.</param>
public sealed class SettingLimits(IReadOnlyDictionary<string, string> attributes)
{
    /// <summary>The lowest value as it is written, or null.</summary>
    public string? Min => Find("min");

    /// <summary>The highest value as it is written, or null.</summary>
    public string? Max => Find("max");

    /// <summary>The value that a setting must be above, as it is written, or null.</summary>
    public string? Above => Find("above");

    /// <summary>The unit, or null.</summary>
    public string? Unit => Find("unit");

    /// <summary>The sentence's end, where it is not made of the others, or null.</summary>
    public string? Rule => Find("rule");

    /// <summary>The texts that a setting may be.</summary>
    public IReadOnlyList<string> Values => Find("values")?.Split(", ") ?? [];

    /// <summary>Names of the attributes.</summary>
    public IEnumerable<string> Names => attributes.Keys;

    /// <summary>The number of a text as it is written in a row: decimal, or hexadecimal after 0x.</summary>
    /// <exception cref="UserError">It is none.</exception>
    public static int Whole(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int address)
            || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out address)
            ? address
            : throw new UserError($"'{text}' is no whole number.");

    /// <summary>The number of a text as it is written in a row.</summary>
    /// <exception cref="UserError">It is none.</exception>
    public static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        ? number
        : throw new UserError($"'{text}' is no number.");

    /// <summary>The range in words: "1 to 16", "above 0 ohms", "0 amperes or above"; empty: all numbers.</summary>
    public string Range()
    {
        string unit = Unit is null ? "" : " " + Unit;
        return (Min, Max, Above) switch
        {
            ({ } min, { } max, null) => $"{min} to {max}{unit}",
            ({ } min, null, null) => $"{min}{unit} or above",
            (null, { } max, null) => $"at most {max}{unit}",
            (null, null, { } above) => $"above {above}{unit}",
            (null, null, null) => "",
            _ => throw new UserError("above stands alone, without min and max."),
        };
    }

    private string? Find(string name) => attributes.GetValueOrDefault(name);
}
