using NanoBms.Cells.Virtual;

namespace NanoBms.Cells.Chemistry;

/// <summary>
/// Cells that fit a description, each another: what the data sheet does not say is drawn within the spreads of the chemistry. Seeded and
/// repeatable: a number is always the same cell.
/// </summary>
public sealed class CellPopulation
{
    private const double GasConstantJPerMolK = 8.314, ReferenceK = 298.15, ZeroK = 273.15;

    // A curve whose end lies within this of the charging voltage ends at it; that of lead-acid, whose charger overcomes gassing, does not.
    private const double ReachV = 0.2, SteepFrom = 0.95;

    private static readonly double[] TemperaturesC = [-20, -10, 0, 10, 25, 45];

    private readonly CellDescription cell;
    private readonly ChemistryPreset preset;
    private readonly double resistanceByCurrent;

    /// <summary>The cells of a description.</summary>
    /// <param name="cell">What is known of them.</param>
    /// <param name="preset">Their chemistry.</param>
    /// <param name="ofAnyResistance">Whether the highest current says nothing of their resistance, as where a log will.</param>
    public CellPopulation(CellDescription cell, ChemistryPreset preset, bool ofAnyResistance = false)
    {
        this.cell = cell;
        this.preset = preset;
        resistanceByCurrent = ofAnyResistance ? 1 : ResistanceByCurrent(cell, preset);
    }

    /// <summary>Where curves and values come from, a line each.</summary>
    public IReadOnlyList<string> Sources =>
        [.. cell.OpenCircuit is { } table ? [table.Source] : preset.Curves.Select(curve => curve.Source), .. preset.Sources];

    /// <summary>One of the cells.</summary>
    /// <param name="number">Which.</param>
    public CellParameters Draw(int number)
    {
        var random = new Random(number);
        PresetSpread spread = preset.Spread;
        double capacityAh = cell.CapacityAh * Between(random, spread.CapacityShare[0], spread.CapacityShare[1]);
        double resistance = resistanceByCurrent * Factor(random, spread.ResistanceFactor);
        double ohmic = cell.OhmicOhm is { } given
            ? given * Factor(random, spread.GivenResistanceFactor)
            : preset.OhmicOhmAh / cell.CapacityAh * resistance * Factor(random, Math.Sqrt(spread.ResistanceFactor));
        double activation = 1000 * preset.ActivationKJPerMol * Factor(random, spread.ActivationFactor);
        double[] arrhenius =
        [
            .. TemperaturesC.Select(celsius => Math.Exp(activation / GasConstantJPerMolK * (1 / (celsius + ZeroK) - 1 / ReferenceK)))
        ];
        double hysteresisV = preset.HysteresisHalfWidthV * Factor(random, spread.HysteresisFactor);
        double[] curve = Curve(random, hysteresisV);
        double entropy = Between(random, -1, 1) * spread.EntropyMilliVPerK / 1000;
        double lowEnd = Factor(random, 1.5);
        RcPair[] pairs =
        [
            .. preset.Pairs.Select(pair =>
            {
                double ohm = pair.OhmAh / cell.CapacityAh * resistance * Factor(random, spread.ResistanceFactor);
                return new RcPair(
                    pair.TimeConstantS * Factor(random, spread.TimeConstantFactor),
                    Table(arrhenius, [.. preset.PairResistanceBySoc.Select(factor => ohm * Math.Max(1, factor * lowEnd))]));
            })
        ];
        return new CellParameters
        {
            Name = cell.Type,
            Source = string.Join("; ", Sources),
            RatedCapacityAh = capacityAh,
            Limits = cell.Ratings(),
            SocKnots = preset.SocKnots,
            TemperatureKnotsC = TemperaturesC,
            OpenCircuitV = [.. TemperaturesC.Select(celsius => curve.Select(volts => volts + entropy * (celsius - 25)).ToArray())],
            OhmicOhm = Table(arrhenius, [.. curve.Select(_ => ohmic)]),
            Pairs = pairs,
            Hysteresis = new HysteresisParameters(
                preset.HysteresisChargeShare * capacityAh * Factor(random, spread.HysteresisFactor), [.. curve.Select(_ => hysteresisV)]),
            Thermal = Thermal(random),
        };
    }

    /// <summary>
    /// Factor on the resistances of the preset: makers allow currents at which the voltage falls by about the same, be the cell made for
    /// power or for energy (the preset names data sheets). A lower limit says nothing: it may be that of wires and fuses.
    /// </summary>
    private static double ResistanceByCurrent(CellDescription cell, ChemistryPreset preset) =>
        preset.ResistanceRate is { } rate ? Math.Min(1, rate * cell.CapacityAh / cell.MaxDischargeA) : 1;

    private double[] Curve(Random random, double hysteresisV)
    {
        PresetSpread spread = preset.Spread;

        // A curve of the user's own is known more closely than one between those of other cells.
        double share = cell.OpenCircuit is null ? 1 : 0.4;
        double low = share * spread.WindowShare * Between(random, -0.5, 1), high = 1 - share * spread.WindowShare * random.NextDouble();
        Func<double, double> source = Source(random);
        double full = FullAt(source);
        double[] amplitude = [Normal.Next(random), Normal.Next(random) / 1.5, Normal.Next(random) / 2];
        double[] phase = [random.NextDouble(), random.NextDouble(), random.NextDouble()];
        double[] curve =
        [
            .. preset.SocKnots.Select(soc =>
            {
                double wave = 0;
                for (int k = 0; k < amplitude.Length; k++)
                {
                    wave += amplitude[k] * Math.Cos(2 * Math.PI * (0.5 * (k + 1) * soc + phase[k]));
                }

                return source((low + (high - low) * soc) * full) + share * spread.CurveV * wave;
            })
        ];

        // Full is where the charger's voltage is reached.
        double gap = cell.FullV - hysteresisV - 0.01 * random.NextDouble() - curve[^1];
        for (int k = 0; k < curve.Length && Math.Abs(gap) < ReachV; k++)
        {
            double steep = Math.Max(0, (preset.SocKnots[k] - SteepFrom) / (1 - SteepFrom));
            curve[k] += gap * steep * steep;
        }

        for (int k = 1; k < curve.Length; k++)
        {
            curve[k] = Math.Max(curve[k], curve[k - 1] + 1e-4 * (preset.SocKnots[k] - preset.SocKnots[k - 1]));
        }

        return curve;
    }

    /// <summary>A curve somewhere between the preset's.</summary>
    private Func<double, double> Source(Random random)
    {
        if (cell.OpenCircuit is { } table)
        {
            return table.At;
        }

        // Evenly among all mixtures (Dirichlet).
        double[] shares = [.. preset.Curves.Select(_ => -Math.Log(1 - random.NextDouble()))];
        double sum = shares.Sum();
        return soc => preset.Curves.Zip(shares)
            .Sum(pair => pair.Second / sum * OpenCircuitTable.Interpolate(preset.SocKnots, pair.First.OpenCircuitV, soc));
    }

    /// <summary>Where on the curve a cell is full that is charged to a lower voltage than its chemistry usually is.</summary>
    private double FullAt(Func<double, double> source)
    {
        if (cell.FullV > preset.FullVoltageV - 0.03 || Math.Abs(source(1) - preset.FullVoltageV) > ReachV)
        {
            return 1;
        }

        double soc = 1;
        while (soc > 0.5 && source(soc) > cell.FullV)
        {
            soc -= 0.005;
        }

        return soc;
    }

    private ThermalParameters Thermal(Random random)
    {
        // Heat capacity goes with volume, cooling with surface; 0.125 W/K is the fit of an 18650 of 2.9 Ah in moving air.
        double heat = preset.HeatCapacityJPerKPerAh * cell.CapacityAh * Factor(random, 1.4);
        return new ThermalParameters(heat, 0.125 * Math.Pow(cell.CapacityAh / 2.9, 2.0 / 3) * Factor(random, 1.8));
    }

    private static double[][] Table(double[] byTemperature, double[] bySoc) =>
        [.. byTemperature.Select(factor => bySoc.Select(value => value * factor).ToArray())];

    private static double Between(Random random, double min, double max) => min + (max - min) * random.NextDouble();

    private static double Factor(Random random, double factor) => Math.Pow(factor, Between(random, -1, 1));
}
