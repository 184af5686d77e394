using NanoBms.Cells.Chemistry;
using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Figure;

/// <summary>
/// Lives of virtual cells by which it is measured what is named: healthy ones of the model's kind, of which nothing is to be, and cells of
/// other chemistries, which are to be within minutes of use, or of another capacity.
/// </summary>
internal static class VirtualLives
{
    private const int OwnS = 8 * 3600, LowS = 5 * 3600, OtherS = 2700;

    // A cell that is at its end in the cold before it is where its life was to begin has none.
    private const int LeastS = 60;
    private const double WornShare = 0.8, DriftK = 5, EndPercent = 55;

    /// <summary>The highest number of a set of lives.</summary>
    public const int LastSet = 99;

    // By how many numbers seeds of loads and draws of cells of two sets lie apart.
    private const int SetStep = 100;

    private static readonly int[] Draws = [2, 5, 9];

    private static readonly double[] Socs = [1, 0.95, 0.9, 0.75, 0.6, 0.45, 0.3, 0.15];

    /// <summary>
    /// Healthy cells: varied lives about four temperatures, and drives down to empty, a rest and the beginning of a charge, from low in
    /// the charge, fresh and worn.
    /// </summary>
    /// <param name="fresh">The model's cell.</param>
    /// <param name="set">Which set of lives, 0 or more: each has other loads, and other ambients.</param>
    public static IEnumerable<VirtualLife> Own(CellParameters fresh, int set)
    {
        foreach (int ambientC in (int[])[25, 10, 0, -10])
        {
            for (int number = 1; number <= 3; number++)
            {
                int seed = SetStep * set + number;
                var ambient = new AmbientDrift(ambientC - DriftK, ambientC + DriftK, seed);
                var cell = new VariedCell(fresh, ambient, seed, number % 2 == 0 ? CellPhase.Resting : CellPhase.Discharging);
                yield return VirtualLife.Record(
                    Kind("own", ambientC), LifeBattery.Own, FormattableString.Invariant($"varied-{seed}"), cell,
                    fresh.RatedCapacityAh, OwnS);
            }
        }

        foreach (int ambientC in (int[])[25, 10, 0, -10])
        {
            foreach (double share in (double[])[1, WornShare])
            {
                foreach (double soc in (double[])[0.45, 0.3, 0.2, 0.12])
                {
                    double capacityAh = share * fresh.RatedCapacityAh;
                    var cell = new DrivenCell(
                        fresh with { RatedCapacityAh = capacityAh }, ambientC, SetStep * set + 7 + (int)(100 * soc), once: false, soc);
                    yield return VirtualLife.Record(
                        Kind("own", ambientC), LifeBattery.Own, FormattableString.Invariant($"low-{share}-{soc}"), cell, capacityAh, LowS,
                        sample => sample.Phase == CellPhase.Charging && sample.SocPercent > EndPercent);
                }
            }
        }
    }

    /// <summary>Cells of other chemistries: driven at about a third of their capacity an hour, the same with pauses, and charged.</summary>
    /// <param name="capacityAh">Their rated capacity, the model's cell's.</param>
    /// <param name="set">Which set of lives, 0 or more: each has other cells and other loads.</param>
    public static IEnumerable<VirtualLife> Others(double capacityAh, int set)
    {
        (string Word, int AmbientC)[] kinds = [("lfp", 25), ("lfp", 10), ("lfp", 0), ("lead-acid", 25), ("lead-acid", 0)];
        foreach ((string word, int ambientC) in kinds)
        {
            ChemistryPreset preset = ChemistryPresets.Of(word);
            var population = new CellPopulation(CellDescription.Usual("another", preset, capacityAh), preset);
            foreach (int draw in Draws.Select(draw => SetStep * set + draw))
            {
                CellParameters cell = population.Draw(draw);
                foreach (double soc in Socs)
                {
                    foreach ((string use, ICellSource source) in Uses(cell, ambientC, draw, soc))
                    {
                        var life = VirtualLife.Record(
                            Kind($"{word} {use}", ambientC), LifeBattery.OtherChemistry,
                            FormattableString.Invariant($"{draw}-{soc}"), source, cell.RatedCapacityAh, OtherS);
                        if (life.Cycle.Length >= LeastS)
                        {
                            yield return life;
                        }
                    }
                }
            }
        }
    }

    /// <summary>Batteries of half and of twice the capacity, driven down and charged from three charges each.</summary>
    /// <param name="fresh">The model's cell.</param>
    /// <param name="set">Which set of lives, 0 or more: each has other loads.</param>
    public static IEnumerable<VirtualLife> OtherCapacities(CellParameters fresh, int set)
    {
        foreach ((string share, float times) in ((string, float)[])[("half", 0.5f), ("twice", 2f)])
        {
            foreach (int ambientC in (int[])[25, 0])
            {
                foreach (int draw in Draws.Select(draw => SetStep * set + draw))
                {
                    foreach (double soc in (double[])[1, 0.75, 0.45])
                    {
                        yield return VirtualLife.Record(
                            Kind($"{share} the capacity", ambientC), LifeBattery.OtherCapacity,
                            FormattableString.Invariant($"{draw}-{soc}"), new DrivenCell(fresh, ambientC, draw, once: false, soc),
                            fresh.RatedCapacityAh, LowS).Times(times);
                    }
                }
            }
        }
    }

    private static IEnumerable<(string Use, ICellSource Source)> Uses(CellParameters cell, int ambientC, int draw, double soc)
    {
        yield return ("driven", new DrivenCell(cell, ambientC, draw, once: false, soc));
        yield return ("driven, pauses", new UsedCell(cell, ambientC, draw, soc, isCharged: false, useS: 300, pauseS: 600));
        if (soc < 0.95)
        {
            yield return ("charged", new UsedCell(cell, ambientC, draw, soc, isCharged: true, useS: OtherS, pauseS: 0));
        }
    }

    private static string Kind(string what, int ambientC) => FormattableString.Invariant($"{what} at {ambientC} degC");
}
