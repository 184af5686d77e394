using NanoBms.DeviceBuild.Settings.Kinds;

namespace NanoBms.DeviceBuild.Settings.Rows;

/// <summary>A setting as its row says it.</summary>
/// <param name="Field">Name of the field: CellsInSeries.</param>
/// <param name="Table">Name of the document's table that it stands in.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Default">Initial value of the field: a bool, int, float or string.</param>
/// <param name="Meaning">What it means, Markdown.</param>
/// <param name="Condition">What else must hold, Markdown; empty: nothing.</param>
/// <param name="Limits">What it may be.</param>
public sealed record SettingRow(
    string Field, string Table, SettingKind Kind, object Default, string Meaning, string Condition, SettingLimits Limits)
{
    /// <summary>Its name in the settings file: cellsInSeries.</summary>
    public string Name { get; } = char.ToLowerInvariant(Field[0]) + Field[1..];
}
