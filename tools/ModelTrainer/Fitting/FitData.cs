using NanoBms.Cells.Cycles;

namespace NanoBms.ModelTrainer.Fitting;

/// <summary>Recordings of a cell.</summary>
/// <param name="Fitted">Drive cycles that parameters are fitted to.</param>
/// <param name="HeldOut">Drive cycles that only tell the error.</param>
/// <param name="Slow">Slow discharges and charges, one row a minute, fitted too.</param>
public sealed record FitData(IReadOnlyList<Cycle> Fitted, IReadOnlyList<Cycle> HeldOut, IReadOnlyList<Cycle> Slow)
{
    /// <summary>
    /// Charges and whole days that the voltage is fitted to as well, but not the heat balance: chambers are warmed and cooled during them.
    /// </summary>
    public IReadOnlyList<Cycle> Charges { get; init; } = [];

    /// <summary>Charges that only tell the error.</summary>
    public IReadOnlyList<Cycle> HeldOutCharges { get; init; } = [];
}
