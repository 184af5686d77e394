using NanoBms.Cells.Import.Cycles;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import;

/// <summary>What became of a log.</summary>
/// <param name="Task">The log and its cycle.</param>
/// <param name="Report">What was understood; null where it was refused.</param>
/// <param name="Refusal">Why it was refused; null where it was not.</param>
public sealed record ImportOutcome(ImportTask Task, ImportReport? Report, UserError? Refusal);
