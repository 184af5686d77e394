using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;
using NanoBms.ModelTrainer.Data;

namespace NanoBms.ModelTrainer.Evaluation;

/// <summary>
/// A model on charges at currents that recordings do not hold: the virtual cell, full, discharged at C/3, at rest, then charged to full at
/// constant current and constant voltage.
/// </summary>
public static class ChargeTrials
{
    /// <summary>Currents of the charges, in capacities an hour.</summary>
    public static IReadOnlyList<double> Rates { get; } = [0.3, 0.5, 0.7, 0.9];

    /// <summary>Temperatures around the cell, degrees Celsius.</summary>
    public static IReadOnlyList<double> AmbientsC { get; } = [25, 10];

    private const double DischargeRate = 1 / 3.0, EmptySoc = 0.08;
    private const int RestS = 1800, MaxS = 12 * 3600;

    /// <summary>Errors while it charges, for each current.</summary>
    public static IReadOnlyList<ErrorRow> Run(ModelPair model, CellParameters cell)
    {
        (double Rate, VirtualLife Life)[] lives =
            [.. Rates.SelectMany(rate => AmbientsC.Select(ambient => (rate, Life(cell, rate, ambient))))];
        IReadOnlyList<CycleErrors> errors = CycleEvaluation.Run(
            model, [.. lives.Select(life => life.Life.Cycle)], everyMs: VirtualTrials.EveryMs);
        ErrorRow Row(string name, Func<double, bool> wanted)
        {
            ErrorSum real = new(), int8 = new();
            for (int k = 0; k < lives.Length; k++)
            {
                if (wanted(lives[k].Rate))
                {
                    VirtualTrials.Add(errors[k].Float, lives[k].Life.Phases, [CellPhase.Charging], real);
                    VirtualTrials.Add(errors[k].Int8, lives[k].Life.Phases, [CellPhase.Charging], int8);
                }
            }

            return new ErrorRow(name, real.Figures, int8.Figures);
        }

        return
        [
            .. Rates.Select(rate => Row(FormattableString.Invariant($"charged at {rate:0.0} C"), one => one == rate)),
            Row("charged, all currents", _ => true)
        ];
    }

    private static VirtualLife Life(CellParameters parameters, double rate, double ambientC)
    {
        var cell = new VirtualCell(parameters, ambientC);
        var limits = new CellLimits(cell);
        List<float> voltage = [], current = [], temperature = [];
        List<double> charge = [];
        List<CellPhase> phases = [];
        CellPhase phase = CellPhase.Discharging;
        int restS = RestS;
        while (phases.Count < MaxS && (phase != CellPhase.Charging || !limits.IsCharged || cell.CurrentA <= 0))
        {
            double currentA = phase switch
            {
                CellPhase.Discharging => limits.LoadA(DischargeRate * parameters.RatedCapacityAh),
                CellPhase.Charging => limits.ChargeA(rate * parameters.RatedCapacityAh),
                _ => 0,
            };
            cell.Step(currentA, 1, ambientC);
            voltage.Add((float)cell.VoltageV);
            current.Add((float)cell.CurrentA);
            temperature.Add((float)cell.TemperatureC);
            charge.Add(cell.ChargeAh);
            phases.Add(phase);
            phase = phase switch
            {
                CellPhase.Discharging when cell.Soc <= EmptySoc || limits.IsEmpty => CellPhase.Resting,
                CellPhase.Resting when --restS <= 0 => CellPhase.Charging,
                _ => phase,
            };
        }

        string name = FormattableString.Invariant($"charge_{rate:0.0}C");
        return new VirtualLife(
            new Cycle(
                "virtual cell", FormattableString.Invariant($"{ambientC}degC"), name,
                [.. Enumerable.Range(0, charge.Count).Select(second => (double)second)], [.. voltage], [.. current], [.. temperature],
                [.. charge]),
            [.. phases], [.. phases.Select(_ => true)]);
    }
}
