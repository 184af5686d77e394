using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.Settings.Kinds;

/// <summary>The kinds that there are: each is a method of the firmware's SettingsReader.</summary>
public static class SettingKinds
{
    // A number of RFC 8259 is a number to the device as well.
    private const string Number = @" *-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)? *";

    /// <summary>All kinds; of those of a type the first is the one that a row need not name.</summary>
    public static IReadOnlyList<SettingKind> All { get; } =
    [
        new FlagKind(),
        new WholeKind(),
        new NumberKind(),
        new TextKind(),
        new ChoiceKind("Choice"),
        new ChoiceKind("Sensor"),
        new SensorAddressKind(),
        new FixedWholeKind("Gpio", 0, 48, "GPIO 0 to 48"),
        new FixedWholeKind("OutputPin", -1, 48, "GPIO 0 to 48, or -1"),
        new FixedWholeKind("AdcChannel", 0, 7, "0 to 7"),
        new FixedWholeKind("SpareAdcChannel", -1, 7, "0 to 7, or -1"),
        new PatternKind("Calibration", "two pairs shown=true", $"^({Number}={Number},{Number}={Number})?$"),
        new PatternKind(
            "Url", "`https://` or `http://`, a host, a port if any, no slash at the end, at most 253 characters",
            "^https?://[0-9A-Za-z._-]+(:[0-9]{1,5})?(/[^ ?#]*[^ ?#/])?$", 253),
        new PatternKind("FileName", "at most 32 letters, digits, dots and hyphens", "^[0-9A-Za-z._-]*$", 32),
        new PatternKind("Key", "letters and digits", "^[0-9A-Za-z]*$"),
    ];

    /// <summary>The kind of a name; without one the first of the type.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public static SettingKind Find(string? name, Type type)
    {
        SettingKind[] fitting = [.. All.Where(kind => kind.Type == type)];
        return fitting.FirstOrDefault(kind => name is null || kind.Name == name)
            ?? throw new UserError(
                $"there is no kind {name} of this type; there are {string.Join(", ", fitting.Select(kind => kind.Name))}.");
    }
}
