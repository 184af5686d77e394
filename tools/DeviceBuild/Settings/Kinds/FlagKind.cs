using System.Text.Json.Nodes;

namespace NanoBms.DeviceBuild.Settings.Kinds;

/// <summary>True or false.</summary>
internal sealed class FlagKind() : SettingKind("Flag", typeof(bool))
{
    public override string Range(SettingLimits limits) => "`true`, `false`";

    public override bool Allows(SettingLimits limits, object value) => true;

    public override JsonObject Schema(SettingLimits limits) => new() { ["type"] = "boolean" };
}
