namespace NanoBms.Cells.Import.Columns;

/// <summary>The units that import knows, by quantity and by how they are written.</summary>
public static class UnitTable
{
    /// <summary>Seconds.</summary>
    public static readonly Unit Second = new("s", 1);

    private static readonly (Unit Unit, string[] Words)[] Times =
    [
        (Second, ["s", "sec", "secs", "second", "seconds"]),
        (new("ms", 1e-3), ["ms", "msec", "millis", "millisecond", "milliseconds"]),
        (new("us", 1e-6), ["us", "µs", "μs", "microseconds"]),
        (new("ns", 1e-9), ["ns", "nanoseconds"]),
        (new("min", 60), ["min", "mins", "minute", "minutes"]),
        (new("h", 3600), ["h", "hr", "hrs", "hour", "hours", "decimal hours"]),
        (new("d", 86400), ["d", "day", "days"]),

        // A clock of two fields is read as hours and minutes.
        (new("h:min", 1), ["h:min", "hh:mm"]),
        (new("min:s", 1 / 60.0), ["min:s", "mm:ss"]),
    ];

    private static readonly (Unit Unit, string[] Words)[] Voltages =
    [
        (new("V", 1), ["v", "volt", "volts"]),
        (new("mV", 1e-3), ["mv", "millivolt", "millivolts"]),
        (new("uV", 1e-6), ["uv", "µv", "μv"]),
    ];

    private static readonly (Unit Unit, string[] Words)[] Currents =
    [
        (new("A", 1), ["a", "amp", "amps", "ampere", "amperes"]),
        (new("mA", 1e-3), ["ma", "mamp", "mamps", "milliampere", "milliamperes"]),
        (new("uA", 1e-6), ["ua", "µa", "μa"]),
    ];

    private static readonly (Unit Unit, string[] Words)[] Temperatures =
    [
        (new("degC", 1),
            ["c", "degc", "deg c", "°c", "ºc", "˚c", "℃", "øc", "?", "?c", "\uFFFDc", "celsius", "degrees c", "degrees celsius"]),
        (new("K", 1, -273.15), ["k", "kelvin", "degk"]),
        (new("degF", 5 / 9.0, -160 / 9.0), ["f", "degf", "deg f", "°f", "ºf", "˚f", "℉", "fahrenheit", "degrees f"]),
    ];

    private static readonly (Unit Unit, string[] Words)[] Charges =
    [
        (new("Ah", 1), ["ah", "a.h", "a h", "a·h", "amp-hr", "amphours", "ampere hour", "ampere hours"]),
        (new("mAh", 1e-3), ["mah", "ma.h", "ma h", "ma·h", "mamp-hr", "milliamp-hr"]),
        (new("As", 1 / 3600.0), ["as", "a.s", "coulomb", "coulombs"]),
    ];

    private static readonly (Unit Unit, string[] Words)[] Shares =
    [
        (new("%", 1), ["%", "percent", "pct"]),
        (new("0..1", 100), ["0..1", "ratio", "fraction"]),
    ];

    /// <summary>A unit by its words; null where the quantity has no such unit.</summary>
    public static Unit? Find(Quantity quantity, string word)
    {
        string sought = word.Trim().ToLowerInvariant();
        foreach ((Unit unit, string[] words) in Of(quantity))
        {
            if (Array.IndexOf(words, sought) >= 0)
            {
                return unit;
            }
        }

        return null;
    }

    /// <summary>A unit by the name that messages use.</summary>
    public static Unit Named(Quantity quantity, string name) => Of(quantity).Single(entry => entry.Unit.Name == name).Unit;

    /// <summary>Names of a quantity's units, for messages.</summary>
    public static string Names(Quantity quantity) => string.Join(", ", Of(quantity).Select(entry => entry.Unit.Name));

    /// <summary>Whether a word is a unit of any quantity.</summary>
    public static bool IsUnit(string word) => Enum.GetValues<Quantity>().Any(quantity => Find(quantity, word) is not null);

    private static (Unit Unit, string[] Words)[] Of(Quantity quantity) => quantity switch
    {
        Quantity.Time => Times,
        Quantity.Voltage => Voltages,
        Quantity.Current or Quantity.Outgoing => Currents,
        Quantity.Temperature => Temperatures,
        Quantity.Charge or Quantity.Charged or Quantity.Discharged => Charges,
        Quantity.Soc => Shares,
        _ => [],
    };
}
