namespace NanoBms.Cells.Virtual;

/// <summary>What a cell is doing.</summary>
public enum CellPhase
{
    /// <summary>Driven by a load, regeneration included.</summary>
    Discharging = 0,

    /// <summary>Left alone after a discharge or a charge.</summary>
    Resting = 1,

    /// <summary>At a charger.</summary>
    Charging = 2,
}

/// <summary>A second of a cell's life: means over it.</summary>
/// <param name="CurrentA">Amperes, discharge negative.</param>
/// <param name="VoltageV">Volts at its terminals.</param>
/// <param name="TemperatureC">Degrees Celsius.</param>
/// <param name="SocPercent">True state of charge at the end, percent.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="IsRecorded">False where a recording has no row for this second.</param>
public readonly record struct CellSample(
    double CurrentA, double VoltageV, double TemperatureC, double SocPercent, CellPhase Phase, bool IsRecorded = true);

/// <summary>A cell in simulated time.</summary>
public interface ICellSource
{
    /// <summary>Goes on for a second; false at the end.</summary>
    bool TryAdvance(out CellSample sample);
}
