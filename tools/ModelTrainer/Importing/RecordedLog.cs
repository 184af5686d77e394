namespace NanoBms.ModelTrainer.Importing;

/// <summary>Measurements as somebody recorded them, one value a row.</summary>
/// <param name="Source">The file, for messages.</param>
/// <param name="TimeS">Seconds from any start, ascending.</param>
/// <param name="VoltageV">Volts.</param>
/// <param name="CurrentA">Amperes, discharge negative.</param>
/// <param name="TemperatureC">Degrees Celsius.</param>
/// <param name="ChargeAh">Ampere-hours since full; null where they were not recorded.</param>
internal sealed record RecordedLog(string Source, double[] TimeS, double[] VoltageV, double[] CurrentA, double[] TemperatureC, double[]? ChargeAh);
