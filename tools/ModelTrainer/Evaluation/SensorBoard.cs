using NanoBms.Cells.Cycles;
using NanoBms.Core;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>Constant errors of the sensors that readings come through.</summary>
/// <param name="Name">In words, for tables.</param>
/// <param name="Gain">Gain error of the current, a share.</param>
/// <param name="OffsetA">Offset of the current, amperes.</param>
/// <param name="OffsetV">Offset of the voltage, volts.</param>
/// <param name="OffsetK">Offset of the temperature, kelvins.</param>
public sealed record SensorBoard(string Name, float Gain = 0f, float OffsetA = 0f, float OffsetV = 0f, float OffsetK = 0f)
{
    /// <summary>Time between estimates with wrong sensors, milliseconds: their errors last.</summary>
    public const int EveryMs = 60_000;

    /// <summary>Sensors without error.</summary>
    public static readonly SensorBoard Exact = new("exact");

    /// <summary>
    /// Boards with an INA226 on a 1 % shunt and an NTC at the edges of what they are made for, the signs such that each error meets each
    /// other with either.
    /// </summary>
    public static IReadOnlyList<SensorBoard> Edges { get; } =
    [
        new("+1 %, +10 mA, +5 mV, +1 K", 0.01f, 0.01f, 0.005f, 1f), new("-1 %, -10 mA, -5 mV, -1 K", -0.01f, -0.01f, -0.005f, -1f),
        new("+1 %, -10 mA, +5 mV, -1 K", 0.01f, -0.01f, 0.005f, -1f), new("-1 %, +10 mA, -5 mV, +1 K", -0.01f, 0.01f, -0.005f, 1f),
    ];

    /// <summary>Thermistors that are 2 K off.</summary>
    public static IReadOnlyList<SensorBoard> Thermistors { get; } =
        [new("thermistor +2 K", OffsetK: 2f), new("thermistor -2 K", OffsetK: -2f)];

    /// <summary>What the board reads at a row of a cycle, rounded as the device rounds.</summary>
    public Reading Read(Cycle cycle, int row) => Reading.FromPhysical(
        cycle.VoltageV[row] + OffsetV, cycle.CurrentA[row] * (1 + Gain) + OffsetA, cycle.TemperatureC[row] + OffsetK);
}
