using System.Globalization;
using System.Text.Json.Nodes;

namespace NanoBms.DeviceBuild.Settings.Kinds;

/// <summary>
/// The address of the sensor chip on the bus: a whole number, or a text as "0x40". The firmware asks the chip for what it can have; the
/// documents say min to max.
/// </summary>
internal sealed class SensorAddressKind() : SettingKind("SensorAddress", typeof(int), "min", "max")
{
    public override string Range(SettingLimits limits)
    {
        (int min, int max) = Ends(limits);
        return $"`\"{Hexadecimal(min)}\"` to `\"{Hexadecimal(max)}\"`, or {min} to {max}";
    }

    public override bool Allows(SettingLimits limits, object value) => (int)value >= Ends(limits).Min && (int)value <= Ends(limits).Max;

    public override JsonObject Schema(SettingLimits limits)
    {
        (int min, int max) = Ends(limits);
        return new()
        {
            ["anyOf"] = new JsonArray(
                WholeKind.Integer(min, max),
                new JsonObject
                {
                    ["type"] = "string",
                    ["pattern"] = $"^0x({string.Join('|', Enumerable.Range(min, max - min + 1).Select(Pattern))})$"
                }),
        };
    }

    public override JsonNode Json(object value) => Hexadecimal((int)value);

    private static (int Min, int Max) Ends(SettingLimits limits) =>
        (SettingLimits.Whole(limits.Min ?? "0"), SettingLimits.Whole(limits.Max ?? "0x7F"));

    private static string Hexadecimal(int address) => "0x" + address.ToString("X2", CultureInfo.InvariantCulture);

    // Letters of either case.
    private static string Pattern(int address) => string.Concat(address.ToString("X2", CultureInfo.InvariantCulture)
        .Select(digit => char.IsAsciiDigit(digit) ? digit.ToString() : $"[{digit}{char.ToLowerInvariant(digit)}]"));
}
