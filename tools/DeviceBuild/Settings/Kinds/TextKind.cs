using System.Text.Json.Nodes;

namespace NanoBms.DeviceBuild.Settings.Kinds;

/// <summary>A text of min to max characters.</summary>
internal sealed class TextKind() : SettingKind("Text", typeof(string), "min", "max", "rule")
{
    public override IEnumerable<string> Arguments(SettingLimits limits) =>
        [limits.Min ?? "0", limits.Max ?? "int.MaxValue", Rule(limits, Range(limits))];

    public override string Range(SettingLimits limits) => limits.Range() is { Length: > 0 } range ? range + " characters" : "";

    public override bool Allows(SettingLimits limits, object value) =>
        (limits.Min is not { } min || ((string)value).Length >= SettingLimits.Whole(min))
        && (limits.Max is not { } max || ((string)value).Length <= SettingLimits.Whole(max));

    public override JsonObject Schema(SettingLimits limits)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (limits.Min is { } min)
        {
            schema["minLength"] = SettingLimits.Whole(min);
        }

        if (limits.Max is { } max)
        {
            schema["maxLength"] = SettingLimits.Whole(max);
        }

        return schema;
    }
}
