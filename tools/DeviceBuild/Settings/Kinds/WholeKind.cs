using System.Text.Json.Nodes;

namespace NanoBms.DeviceBuild.Settings.Kinds;

/// <summary>A whole number, min to max.</summary>
internal sealed class WholeKind() : SettingKind("Whole", typeof(int), "min", "max", "unit", "rule")
{
    public override IEnumerable<string> Arguments(SettingLimits limits) =>
        [limits.Min ?? "int.MinValue", limits.Max ?? "int.MaxValue",
            Rule(limits, limits.Range() is { Length: > 0 } range ? range : "a whole number")];

    public override string Range(SettingLimits limits) => limits.Range();

    public override bool Allows(SettingLimits limits, object value) => (int)value >= Min(limits) && (int)value <= Max(limits);

    public override JsonObject Schema(SettingLimits limits) => Integer(Min(limits), Max(limits));

    /// <summary>The schema of a whole number of the device, which has 32 bits.</summary>
    internal static JsonObject Integer(int min, int max) => new() { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max };

    private static int Min(SettingLimits limits) => limits.Min is { } min ? SettingLimits.Whole(min) : int.MinValue;

    private static int Max(SettingLimits limits) => limits.Max is { } max ? SettingLimits.Whole(max) : int.MaxValue;
}
