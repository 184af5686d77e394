namespace NanoBms.Cells.Import.Cycles;

/// <summary>What import understood of a log and made of it.</summary>
/// <param name="Source">The log.</param>
/// <param name="Sentence">"3,600 rows, 1.0 h, 3.6 to 3.9 V, -1.45 Ah, discharge negative".</param>
/// <param name="Details">How it was read, a line each: form, columns and units, what was assumed, what was left out.</param>
/// <param name="FirstRows">The first rows of the cycle, with its heading.</param>
/// <param name="Rows">Rows of the cycle.</param>
/// <param name="DurationS">From first to last reading.</param>
/// <param name="ChargeAh">Charge from first to last reading, discharge negative.</param>
public sealed record ImportReport(
    string Source, string Sentence, IReadOnlyList<string> Details, IReadOnlyList<string> FirstRows, long Rows, double DurationS,
    double ChargeAh);
