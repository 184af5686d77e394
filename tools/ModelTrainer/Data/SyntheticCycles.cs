using NanoBms.CycleData;
using NanoBms.VirtualCells;

namespace NanoBms.ModelTrainer.Data;

/// <summary>Cycles of the virtual cell under a driving load, for training without recordings: full, driven until empty, at rest.</summary>
public static class SyntheticCycles
{
    /// <summary>Temperatures around the cell, degrees Celsius.</summary>
    private static readonly int[] AmbientsC = [25, 10, 0, -10];

    /// <summary>One cycle at each temperature for each seed; the same seed drives the same way.</summary>
    public static IReadOnlyList<Cycle> Create(params int[] seeds)
    {
        CellParameters cell = CellParametersFile.Default();
        (int Ambient, int Seed)[] drives = [.. AmbientsC.SelectMany(ambient => seeds.Select(seed => (ambient, seed)))];
        var cycles = new Cycle[drives.Length];
        Parallel.For(0, drives.Length, index => cycles[index] = Drive(cell, drives[index].Ambient, drives[index].Seed));
        return cycles;
    }

    private static Cycle Drive(CellParameters parameters, int ambientC, int seed)
    {
        // A load of its own at each temperature.
        var source = new DrivenCell(parameters, ambientC, seed * 100 + ambientC, once: true);
        List<float> voltage = [], current = [], temperature = [];
        List<double> charge = [];
        while (source.TryAdvance(out CellSample sample))
        {
            voltage.Add((float)sample.VoltageV);
            current.Add((float)sample.CurrentA);
            temperature.Add((float)sample.TemperatureC);
            charge.Add((sample.SocPercent / 100 - 1) * parameters.RatedCapacityAh);
        }

        string group = ambientC < 0 ? $"n{-ambientC}degC" : $"{ambientC}degC";
        return new Cycle(
            $"virtual cell, seed {seed}", group, $"virtual_{seed}", [.. Enumerable.Range(0, charge.Count).Select(second => (double)second)],
            [.. voltage], [.. current], [.. temperature], [.. charge]);
    }
}
