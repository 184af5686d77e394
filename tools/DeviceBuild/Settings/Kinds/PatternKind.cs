using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NanoBms.DeviceBuild.Settings.Kinds;

/// <summary>A text whose form the reader knows.</summary>
/// <param name="name">Name of the reader's method.</param>
/// <param name="range">The form in words.</param>
/// <param name="pattern">The form as a regular expression (ECMA-262).</param>
/// <param name="maxLength">The most characters.</param>
internal sealed class PatternKind(
    string name, string range, string pattern, int maxLength = int.MaxValue) : SettingKind(name, typeof(string))
{
    public override string Range(SettingLimits limits) => range;

    public override bool Allows(SettingLimits limits, object value) =>
        ((string)value).Length <= maxLength && Regex.IsMatch((string)value, pattern);

    public override JsonObject Schema(SettingLimits limits)
    {
        var schema = new JsonObject { ["type"] = "string", ["pattern"] = pattern };
        if (maxLength < int.MaxValue)
        {
            schema["maxLength"] = maxLength;
        }

        return schema;
    }
}
