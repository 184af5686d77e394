using NanoBms.Cells.Cycles;

namespace NanoBms.PackSimulator.Fitting;

/// <summary>Recordings of a cell.</summary>
/// <param name="Fitted">Drive cycles that parameters are fitted to.</param>
/// <param name="HeldOut">Drive cycles that only tell the error.</param>
/// <param name="Slow">Slow discharges and charges, one row a minute, fitted too.</param>
public sealed record FitData(IReadOnlyList<Cycle> Fitted, IReadOnlyList<Cycle> HeldOut, IReadOnlyList<Cycle> Slow);
