namespace NanoBms.Cells.Import.Cycles;

/// <summary>A row of a log in the units of a cycle.</summary>
/// <param name="Line">Line in the log.</param>
/// <param name="TimeS">Seconds since the log's first row.</param>
/// <param name="VoltageV">Of one cell.</param>
/// <param name="CurrentA">Of one cell, discharge negative.</param>
/// <param name="TemperatureC">At the cell.</param>
/// <param name="ChargeAh">Charge since full as the log has it; NaN where it does not.</param>
/// <param name="StepAh">Charge since the row before by a counter; NaN where there is none.</param>
/// <param name="SocPercent">As the logger had it; NaN where it did not.</param>
internal readonly record struct Reading(
    long Line, double TimeS, double VoltageV, double CurrentA, double TemperatureC, double ChargeAh, double StepAh, double SocPercent);
