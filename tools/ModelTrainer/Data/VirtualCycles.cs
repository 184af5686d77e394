using NanoBms.Cells.Cycles;
using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Data;

/// <summary>Cycles of a virtual cell. The same seed gives the same cycle.</summary>
public static class VirtualCycles
{
    /// <summary>Ambient temperatures of <see cref="Drives"/>, degrees Celsius.</summary>
    private static readonly int[] AmbientsC = [25, 10, 0, -10];

    private const double MinFollowedSoc = 0.1;

    /// <summary>
    /// Drives, for training without recordings: full, driven until empty, at rest; one at each temperature for each seed.
    /// </summary>
    public static IReadOnlyList<Cycle> Drives(CellParameters cell, params int[] seeds)
    {
        (int Ambient, int Seed)[] drives = [.. AmbientsC.SelectMany(ambient => seeds.Select(seed => (ambient, seed)))];
        var cycles = new Cycle[drives.Length];
        Parallel.For(0, drives.Length, index =>
        {
            (int ambientC, int seed) = drives[index];

            // A load of its own at each temperature.
            var source = new DrivenCell(cell, ambientC, seed * 100 + ambientC, once: true);
            cycles[index] = Record(cell, source, int.MaxValue, ambientC < 0 ? $"n{-ambientC}degC" : $"{ambientC}degC", seed).Cycle;
        });
        return cycles;
    }

    /// <summary>
    /// Varied lives, which drive, rest and charge while the ambient temperature drifts. Half of them begin full, half
    /// on the way down.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="count">Lives.</param>
    /// <param name="seconds">Length of each.</param>
    /// <param name="lowestC">Lowest ambient temperature, degrees Celsius.</param>
    /// <param name="highestC">Highest ambient temperature, degrees Celsius.</param>
    /// <param name="seed">Seed of the first; the next ones follow it.</param>
    public static IReadOnlyList<VirtualLife> Lives(CellParameters cell, int count, int seconds, double lowestC, double highestC, int seed)
    {
        var lives = new VirtualLife[count];
        Parallel.For(0, count, index =>
        {
            int own = seed + index;
            var source = new VariedCell(
                cell, new AmbientDrift(lowestC, highestC, own), own, index % 2 == 0 ? CellPhase.Resting : CellPhase.Discharging);
            lives[index] = Record(cell, source, seconds, "drifting ambient", own);
        });
        return lives;
    }

    private static VirtualLife Record(CellParameters parameters, ICellSource source, int seconds, string group, int seed)
    {
        List<float> voltage = [], current = [], temperature = [];
        List<double> charge = [];
        List<CellPhase> phases = [];
        while (phases.Count < seconds && source.TryAdvance(out CellSample sample))
        {
            voltage.Add((float)sample.VoltageV);
            current.Add((float)sample.CurrentA);
            temperature.Add((float)sample.TemperatureC);
            charge.Add((sample.SocPercent / 100 - 1) * parameters.RatedCapacityAh);
            phases.Add(sample.Phase);
        }

        var cycle = new Cycle(
            $"virtual cell, seed {seed}", group, $"virtual_{seed}", [.. Enumerable.Range(0, charge.Count).Select(second => (double)second)],
            [.. voltage], [.. current], [.. temperature], [.. charge]);
        double from = parameters.Fit is null ? double.NegativeInfinity : MinFollowedSoc;
        return new VirtualLife(
            cycle, [.. phases], [.. charge.Select(chargeAh => 1 + chargeAh / parameters.RatedCapacityAh >= from)]);
    }
}
