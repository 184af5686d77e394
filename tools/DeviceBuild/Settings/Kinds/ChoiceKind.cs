using System.Text.Json.Nodes;

namespace NanoBms.DeviceBuild.Settings.Kinds;

/// <summary>One of some texts.</summary>
/// <param name="name">Name of the reader's method: of the method Sensor the firmware's catalog of chips knows the texts.</param>
internal sealed class ChoiceKind(string name) : SettingKind(name, typeof(string), "values")
{
    public override IEnumerable<string> Arguments(SettingLimits limits)
    {
        if (Name == "Sensor")
        {
            return [];
        }

        string[] quoted = [.. limits.Values.Select(value => $"\"{value}\"")];
        return [Rule(limits, quoted.Length == 1 ? quoted[0] : $"{string.Join(", ", quoted[..^1])} or {quoted[^1]}")];
    }

    public override string Range(SettingLimits limits) => string.Join(", ", limits.Values.Select(value => $"`\"{value}\"`"));

    public override bool Allows(SettingLimits limits, object value) => limits.Values.Contains((string)value);

    public override JsonObject Schema(SettingLimits limits) =>
        new() { ["enum"] = new JsonArray([.. limits.Values.Select(value => (JsonNode)value)]) };
}
