using System.Text.Json.Nodes;

namespace NanoBms.DeviceBuild.Settings.Kinds;

/// <summary>A whole number whose range the reader knows.</summary>
/// <param name="name">Name of the reader's method.</param>
/// <param name="min">The lowest.</param>
/// <param name="max">The highest.</param>
/// <param name="range">The range in words.</param>
internal sealed class FixedWholeKind(string name, int min, int max, string range) : SettingKind(name, typeof(int))
{
    public override string Range(SettingLimits limits) => range;

    public override bool Allows(SettingLimits limits, object value) => (int)value >= min && (int)value <= max;

    public override JsonObject Schema(SettingLimits limits) => WholeKind.Integer(min, max);
}
