namespace NanoBms.Cells.Import.Cycles;

/// <summary>A row of a cycle.</summary>
/// <param name="Second">Whole second of the cycle.</param>
/// <param name="VoltageV">Of one cell.</param>
/// <param name="CurrentA">Of one cell, discharge negative.</param>
/// <param name="TemperatureC">At the cell.</param>
/// <param name="ChargeAh">Since full, at the end of the second.</param>
public readonly record struct CycleRow(long Second, double VoltageV, double CurrentA, double TemperatureC, double ChargeAh);
