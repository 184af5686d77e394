using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>
/// How far a model errs over a battery's life: by phase and temperature, with sensor errors, from cold starts, at other currents.
/// </summary>
public sealed record LifeAssessment
{
    /// <summary>Seed of the random cold starts: the same everywhere, so that figures compare.</summary>
    public const int ColdStartSeed = 1;

    /// <summary>Estimates from the start of each cycle, an estimate every 15 s.</summary>
    public required IReadOnlyList<CycleErrors> Errors { get; init; }

    /// <summary>By phase and folder.</summary>
    public required IReadOnlyList<ErrorRow> Phases { get; init; }

    /// <summary>Over all, with each board of wrong sensors.</summary>
    public required IReadOnlyList<ErrorRow> Sensors { get; init; }

    /// <summary>After power-up anywhere.</summary>
    public required IReadOnlyList<ColdStartErrors> ColdStarts { get; init; }

    /// <summary>On charges of the virtual cell; empty where the model has none.</summary>
    public required IReadOnlyList<ErrorRow> ChargeCurrents { get; init; }

    /// <summary>Assesses a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cycles">Cycles that it never learnt from.</param>
    /// <param name="cell">The virtual cell that is the model's; null: it is tried on none.</param>
    /// <param name="progress">Called with a word on what comes next.</param>
    public static LifeAssessment Run(
        ModelPair model, IReadOnlyList<Cycle> cycles, CellParameters? cell, Action<string>? progress = null)
    {
        progress?.Invoke("from the start of each cycle");
        IReadOnlyList<CycleErrors> errors = CycleEvaluation.Run(model, cycles, everyMs: VirtualTrials.EveryMs);
        progress?.Invoke("with sensor errors");
        ErrorRow[] sensors = [.. SensorBoard.Edges.Concat(SensorBoard.Thermistors).Select(board =>
        {
            IReadOnlyList<CycleErrors> wrong = CycleEvaluation.Run(model, cycles, everyMs: SensorBoard.EveryMs, board: board);
            return new ErrorRow(
                board.Name, EstimateTrace.Total(wrong.Select(error => error.Float)),
                EstimateTrace.Total(wrong.Select(error => error.Int8)));
        })];
        progress?.Invoke("from cold starts");
        return new LifeAssessment
        {
            Errors = errors,
            Phases = PhaseTable.Rows(errors, model.RatedCapacityAh),
            Sensors = sensors,
            ColdStarts = Evaluation.ColdStarts.Run(model, cycles, ColdStartSeed),
            ChargeCurrents = cell is null ? [] : ChargeTrials.Run(model, cell),
        };
    }

    /// <summary>Mean absolute error in the first minute of estimates after power-up, and in the sixth, percent.</summary>
    public (double FirstMinute, double AfterFiveMinutes) ColdStartPercent()
    {
        ErrorSum first = new(), later = new();
        foreach (ColdStartErrors error in ColdStarts)
        {
            first.Add(error.FirstMinute);
            later.Add(error.AfterFiveMinutes);
        }

        return (first.Figures.MeanAbsolutePercent, later.Figures.MeanAbsolutePercent);
    }
}
