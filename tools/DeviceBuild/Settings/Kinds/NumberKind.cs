using System.Globalization;
using System.Text.Json.Nodes;

namespace NanoBms.DeviceBuild.Settings.Kinds;

/// <summary>A number, min to max, or above a value.</summary>
internal sealed class NumberKind() : SettingKind("Number", typeof(float), "min", "max", "above", "unit", "rule")
{
    public override IEnumerable<string> Arguments(SettingLimits limits) =>
    [
        limits.Above is { } above ? Next(above) : limits.Min is { } min ? min + "f" : "-float.MaxValue",
        limits.Max is { } max ? max + "f" : "float.MaxValue",
        Rule(limits, limits.Range() is { Length: > 0 } range ? range : "a number of single precision"),
    ];

    public override string Range(SettingLimits limits) => limits.Range();

    public override bool Allows(SettingLimits limits, object value) =>
        (limits.Min is not { } min || (float)value >= (float)SettingLimits.Number(min))
        && (limits.Max is not { } max || (float)value <= (float)SettingLimits.Number(max))
        && (limits.Above is not { } above || (float)value > (float)SettingLimits.Number(above));

    public override JsonObject Schema(SettingLimits limits)
    {
        var schema = new JsonObject { ["type"] = "number" };
        Add("minimum", limits.Min);
        Add("maximum", limits.Max);
        Add("exclusiveMinimum", limits.Above);
        return schema;

        void Add(string name, string? limit)
        {
            if (limit is not null)
            {
                schema[name] = JsonNode.Parse(limit);
            }
        }
    }

    private static string Next(string above) => SettingLimits.Number(above) is 0
        ? "SettingsReader.MinPositive"
        : float.BitIncrement((float)SettingLimits.Number(above)).ToString("R", CultureInfo.InvariantCulture) + "f";
}
