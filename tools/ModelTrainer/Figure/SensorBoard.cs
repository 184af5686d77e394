namespace NanoBms.ModelTrainer.Figure;

/// <summary>A board whose sensors err, within what a calibrated one may.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Gain">Share by which the current reads too high.</param>
/// <param name="OffsetA">Amperes by which it reads too high.</param>
/// <param name="VoltageV">Volts by which the voltage reads too high.</param>
/// <param name="TemperatureK">Kelvins by which the temperature reads too high.</param>
internal sealed record SensorBoard(string Name, float Gain, float OffsetA, float VoltageV, float TemperatureK)
{
    /// <summary>One without errors, and each sign of the errors once with each other's.</summary>
    public static IReadOnlyList<SensorBoard> All { get; } =
    [
        new("exact", 0f, 0f, 0f, 0f),
        new("all high", 0.01f, 0.01f, 0.005f, 1f),
        new("all low", -0.01f, -0.01f, -0.005f, -1f),
        new("current low", -0.01f, -0.01f, 0.005f, 1f),
        new("current high", 0.01f, 0.01f, -0.005f, -1f),
    ];
}
