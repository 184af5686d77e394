using System.Text.Json.Nodes;

namespace NanoBms.DeviceBuild.Settings.Kinds;

/// <summary>A kind of setting: how the firmware's reader is called for it, and what the document and the schema say.</summary>
/// <param name="name">Name of the reader's method.</param>
/// <param name="type">Type of the field.</param>
/// <param name="attributes">The attributes that a row of this kind may have.</param>
public abstract class SettingKind(string name, Type type, params string[] attributes)
{
    /// <summary>Name of the method of the firmware's SettingsReader.</summary>
    public string Name { get; } = name;

    /// <summary>Type of the field.</summary>
    public Type Type { get; } = type;

    /// <summary>The attributes that a row of this kind may have.</summary>
    public IReadOnlyList<string> Attributes { get; } = attributes;

    /// <summary>The method's arguments after name and field, as C#.</summary>
    public virtual IEnumerable<string> Arguments(SettingLimits limits) => [];

    /// <summary>What it may be, Markdown; empty: all that its type can be.</summary>
    public abstract string Range(SettingLimits limits);

    /// <summary>What it may be, as JSON Schema.</summary>
    public abstract JsonObject Schema(SettingLimits limits);

    /// <summary>Whether a value of the field's type may be.</summary>
    public abstract bool Allows(SettingLimits limits, object value);

    /// <summary>A value as the settings file has it.</summary>
    public virtual JsonNode Json(object value) => value switch
    {
        bool flag => flag,
        int number => number,
        float number => JsonNode.Parse(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture))!,
        string text => text,
        _ => throw new ArgumentException($"No setting is a {value.GetType()}.", nameof(value)),
    };

    /// <summary>A text as C#.</summary>
    protected static string Literal(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>The end of the sentence on a value that cannot be: "must be 1 to 16."</summary>
    protected static string Rule(SettingLimits limits, string range) => Literal(limits.Rule ?? $"must be {range}.");
}
