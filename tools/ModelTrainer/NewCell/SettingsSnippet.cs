using System.Text.Json;
using NanoBms.Cells.Chemistry;

namespace NanoBms.ModelTrainer.NewCell;

/// <summary>The lines of the board's settings that a cell asks for.</summary>
internal static class SettingsSnippet
{
    // What a cell's voltage falls by when a charger lets go of it at full.
    private const double FallShare = 0.06 / 4.2;

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The voltage from which on a cell counts as full, volts.</summary>
    public static double FullVoltageV(CellDescription cell) => Math.Round(cell.FullV * (1 - FallShare), 2);

    /// <summary>The snippet as JSON, to be put into nanobms.json.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="series">Cells in series of the user's battery.</param>
    public static string Json(CellDescription cell, int series) => JsonSerializer.Serialize(
        new Dictionary<string, object> { ["cellsInSeries"] = series, ["fullVoltageV"] = FullVoltageV(cell) }, Options) + "\n";
}
