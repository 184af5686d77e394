namespace NanoBms.Cells.Chemistry;

/// <summary>
/// What the literature says of the cells of a chemistry, per ampere-hour, and how far single cells lie apart. Tables have a value for each
/// knot of the state of charge.
/// </summary>
public sealed record ChemistryPreset
{
    /// <summary>The chemistry in a word, as a manifest has it.</summary>
    public required string Word { get; init; }

    /// <summary>The chemistry for people.</summary>
    public required string Title { get; init; }

    /// <summary>Where the values come from, but for the curves, which name their own.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Usual charging voltage of a full cell, volts.</summary>
    public required double FullVoltageV { get; init; }

    /// <summary>Usual voltage of an empty cell under load, volts.</summary>
    public required double EmptyVoltageV { get; init; }

    /// <summary>Lowest voltage that a reading of such a cell may have, volts.</summary>
    public required double MinVoltageV { get; init; }

    /// <summary>Highest voltage that a reading of such a cell may have, volts.</summary>
    public required double MaxVoltageV { get; init; }

    /// <summary>Usual highest charging current, of the capacity in an hour.</summary>
    public required double MaxChargeRate { get; init; }

    /// <summary>Usual highest discharging current, of the capacity in an hour.</summary>
    public required double MaxDischargeRate { get; init; }

    /// <summary>Temperature below which it is usually not to be charged, degrees Celsius.</summary>
    public required double MinChargeTemperatureC { get; init; }

    /// <summary>Usual lowest temperature of use, degrees Celsius.</summary>
    public required double MinUseTemperatureC { get; init; }

    /// <summary>Usual highest temperature of use, degrees Celsius.</summary>
    public required double MaxUseTemperatureC { get; init; }

    /// <summary>State of charge, 0..1, ascending.</summary>
    public required double[] SocKnots { get; init; }

    /// <summary>Open-circuit voltages of several cells; a cell of the population lies between them.</summary>
    public required IReadOnlyList<OpenCircuitCurve> Curves { get; init; }

    /// <summary>Ohmic resistance at 25 degC times capacity, ohm ampere-hours.</summary>
    public required double OhmicOhmAh { get; init; }

    /// <summary>The two RC pairs at 25 degC, the faster first.</summary>
    public required IReadOnlyList<PresetPair> Pairs { get; init; }

    /// <summary>
    /// Highest discharging current of the cell whose resistances these are, of its capacity in an hour: a cell made for more has the less.
    /// Null: its maker names none, and they hold for any.
    /// </summary>
    public double? ResistanceRate { get; init; }

    /// <summary>Factor on the resistance of the pairs by state of charge.</summary>
    public required double[] PairResistanceBySoc { get; init; }

    /// <summary>Activation energy of the resistances (Arrhenius), kJ/mol.</summary>
    public required double ActivationKJPerMol { get; init; }

    /// <summary>Share of the capacity in which the way to the other branch of the hysteresis falls to a third.</summary>
    public required double HysteresisChargeShare { get; init; }

    /// <summary>Half the width of the hysteresis, volts.</summary>
    public required double HysteresisHalfWidthV { get; init; }

    /// <summary>Heat capacity per ampere-hour, J/K/Ah.</summary>
    public required double HeatCapacityJPerKPerAh { get; init; }

    /// <summary>How far single cells lie apart.</summary>
    public required PresetSpread Spread { get; init; }
}

/// <summary>An open-circuit voltage by state of charge.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="OpenCircuitV">Volts, one a knot.</param>
public sealed record OpenCircuitCurve(string Source, double[] OpenCircuitV);

/// <summary>An RC pair of a preset.</summary>
/// <param name="TimeConstantS">Seconds.</param>
/// <param name="OhmAh">Resistance times capacity, ohm ampere-hours.</param>
public sealed record PresetPair(double TimeConstantS, double OhmAh);

/// <summary>How far single cells of a chemistry lie apart. A factor f means from 1/f to f, evenly in its logarithm.</summary>
public sealed record PresetSpread
{
    /// <summary>What a cell holds of its rated capacity: lowest and highest share.</summary>
    public required double[] CapacityShare { get; init; }

    /// <summary>Standard deviation of the curve from the mean of its sources, volts.</summary>
    public required double CurveV { get; init; }

    /// <summary>By how much of the state of charge the ends of the curve lie apart.</summary>
    public required double WindowShare { get; init; }

    /// <summary>Factor of the resistances.</summary>
    public required double ResistanceFactor { get; init; }

    /// <summary>Factor of the ohmic resistance where the user gave it.</summary>
    public required double GivenResistanceFactor { get; init; }

    /// <summary>Factor of the time constants.</summary>
    public required double TimeConstantFactor { get; init; }

    /// <summary>Factor of the width of the hysteresis.</summary>
    public required double HysteresisFactor { get; init; }

    /// <summary>Factor of the activation energy.</summary>
    public required double ActivationFactor { get; init; }

    /// <summary>Highest change of the open-circuit voltage with temperature, either way, mV/K.</summary>
    public required double EntropyMilliVPerK { get; init; }
}
