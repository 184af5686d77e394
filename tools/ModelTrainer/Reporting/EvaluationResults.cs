using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.ModelTrainer.Evaluation;

namespace NanoBms.ModelTrainer.Reporting;

/// <summary>One way to estimate, over all cycles.</summary>
public sealed record MethodErrors(string Name, IReadOnlyList<(Cycle Cycle, EstimateTrace Trace)> Traces);

/// <summary>Network and fused figure under one wrong current sensor.</summary>
public sealed record SensorCase(float Gain, float OffsetA, IReadOnlyList<FusedErrors> Errors);

/// <summary>All that an evaluation finds out about a model.</summary>
public sealed record EvaluationResults
{
    /// <summary>Seed of the random cold starts: the same in every report, so that reports compare.</summary>
    public const int ColdStartSeed = 1;

    /// <summary>The model.</summary>
    public required ModelPair Model { get; init; }

    /// <summary>Folders that a total leaves out.</summary>
    public required IReadOnlyCollection<string> Apart { get; init; }

    /// <summary>Its estimates from the start of each cycle.</summary>
    public required IReadOnlyList<CycleErrors> Errors { get; init; }

    /// <summary>Its errors after power-up anywhere.</summary>
    public required IReadOnlyList<ColdStartErrors> ColdStarts { get; init; }

    /// <summary>The open-circuit look-up, where there is a table; other baselines and models.</summary>
    public required IReadOnlyList<MethodErrors> Others { get; init; }

    /// <summary>Network and fused figure under wrong current sensors.</summary>
    public required IReadOnlyList<SensorCase> Sensors { get; init; }

    /// <summary>Evaluates a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cycles">Cycles it never saw.</param>
    /// <param name="apart">Folders that a total leaves out.</param>
    /// <param name="ocv">Slow discharge for the open-circuit look-up; null: without that baseline.</param>
    /// <param name="compared">Other models, by name.</param>
    /// <param name="progress">Called with a word on what comes next.</param>
    public static EvaluationResults Run(
        ModelPair model, IReadOnlyList<Cycle> cycles, IReadOnlyCollection<string> apart, Cycle? ocv,
        IReadOnlyList<(string Name, ModelPair Model)> compared, Action<string>? progress = null)
    {
        float capacityAh = model.RatedCapacityAh;
        if (compared.FirstOrDefault(other => other.Model.RatedCapacityAh != capacityAh) is { Name: not null } strange)
        {
            throw new UserError(
                $"'{strange.Name}' is for a cell of {strange.Model.RatedCapacityAh} Ah and the model for one of {capacityAh} Ah; compare "
                    + "models of the same cell.");
        }

        progress?.Invoke("from the start of each cycle");
        IReadOnlyList<CycleErrors> errors = CycleEvaluation.Run(model, cycles);
        progress?.Invoke("from cold starts");
        IReadOnlyList<ColdStartErrors> coldStarts = Evaluation.ColdStarts.Run(model, cycles, ColdStartSeed);
        progress?.Invoke("baselines");
        List<MethodErrors> others = [];
        if (ocv is not null)
        {
            OcvTable table = OcvTable.FromDischarge(ocv, capacityAh);
            others.Add(
                new MethodErrors(
                    "open-circuit look-up",
                    [.. cycles.Select(cycle => (cycle, Baselines.OcvLookUp(cycle, table, capacityAh, model.Manifest.SamplePeriodMs)))]));
        }

        others.Add(new MethodErrors("coulomb counting", [.. cycles.Select(cycle => (cycle, Baselines.CoulombCount(cycle, capacityAh)))]));
        foreach ((string name, ModelPair other) in compared)
        {
            progress?.Invoke(name);
            others.Add(new MethodErrors(name, [.. CycleEvaluation.Run(other, cycles).Select(error => (error.Cycle, error.Int8))]));
        }

        progress?.Invoke("fused figure");
        SensorCase[] sensors = [.. new[] { -1, 1 }.SelectMany(gain => new[] { -1, 1 }.Select(offset => (gain, offset))).Select(signs =>
        {
            float gain = signs.gain * Baselines.CurrentGain, offsetA = signs.offset * Baselines.CurrentOffsetA;
            return new SensorCase(gain, offsetA, FusedEvaluation.Run(model, cycles, gain, offsetA));
        })];
        return new EvaluationResults
        {
            Model = model,
            Apart = apart,
            Errors = errors,
            ColdStarts = coldStarts,
            Others = others,
            Sensors = sensors
        };
    }
}
