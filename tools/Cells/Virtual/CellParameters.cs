using System.Text.Json.Serialization;

namespace NanoBms.Cells.Virtual;

/// <summary>
/// Parameters of a <see cref="VirtualCell"/>. Tables have a row for each temperature knot and a column for each knot of the state of
/// charge.
/// </summary>
public sealed record CellParameters
{
    /// <summary>Type of the cell.</summary>
    public required string Name { get; init; }

    /// <summary>Where the recordings came from that the parameters were fitted to, with their licence.</summary>
    public required string Source { get; init; }

    /// <summary>Rated capacity in ampere-hours: SOC = 1 + charge since full / rated capacity.</summary>
    public required double RatedCapacityAh { get; init; }

    /// <summary>What load and charger may ask of it.</summary>
    public required CellRatings Limits { get; init; }

    /// <summary>State of charge, 0..1, ascending.</summary>
    public required double[] SocKnots { get; init; }

    /// <summary>Cell temperature in degrees Celsius, ascending.</summary>
    public required double[] TemperatureKnotsC { get; init; }

    /// <summary>Open-circuit voltage in volts, between the two branches of the hysteresis.</summary>
    public required double[][] OpenCircuitV { get; init; }

    /// <summary>Ohmic resistance in ohms.</summary>
    public required double[][] OhmicOhm { get; init; }

    /// <summary>The two RC pairs, the faster first.</summary>
    public required RcPair[] Pairs { get; init; }

    /// <summary>Hysteresis of the open-circuit voltage.</summary>
    public required HysteresisParameters Hysteresis { get; init; }

    /// <summary>Heat balance.</summary>
    public required ThermalParameters Thermal { get; init; }

    /// <summary>
    /// What is otherwise while it is charged; null: nothing. Made from the rest (<see cref="TwoWayCell"/>), and in no file.
    /// </summary>
    [JsonIgnore]
    public ChargedTables? Charged { get; init; }

    /// <summary>Errors of the fit; null for a cell that was not fitted.</summary>
    public FitReport? Fit { get; init; }
}

/// <summary>A resistor with a capacitor across it.</summary>
/// <param name="TimeConstantS">Seconds.</param>
/// <param name="Ohm">Resistance in ohms by temperature and state of charge.</param>
public sealed record RcPair(double TimeConstantS, double[][] Ohm);

/// <summary>Tables of a cell that is charged, in place of those of one that is discharged.</summary>
/// <param name="OpenCircuitV">Open-circuit voltage in volts on the way to the charged branch of the hysteresis.</param>
/// <param name="OhmicOhm">Ohmic resistance in ohms for a current into the cell.</param>
/// <param name="PairOhm">Resistances of the RC pairs in ohms for a current into the cell.</param>
public sealed record ChargedTables(double[][] OpenCircuitV, double[][] OhmicOhm, double[][][] PairOhm);

/// <summary>Hysteresis: discharge pulls the open-circuit voltage down by half its width, charge pushes it up.</summary>
/// <param name="ChargeAh">Charge in ampere-hours in which the way to the other branch falls to a third.</param>
/// <param name="HalfWidthV">Half the width in volts by state of charge.</param>
public sealed record HysteresisParameters(double ChargeAh, double[] HalfWidthV);

/// <summary>One thermal mass that losses heat and ambient air cools.</summary>
/// <param name="HeatCapacityJPerK">Heat capacity in joules per kelvin.</param>
/// <param name="ConductanceWPerK">Heat flow to ambient in watts per kelvin.</param>
public sealed record ThermalParameters(double HeatCapacityJPerK, double ConductanceWPerK);

/// <summary>How well a cell follows the recordings, by folder (chamber temperature).</summary>
public sealed record FitReport(FitError[] Errors);

/// <summary>Errors in a folder, current and temperature as recorded; temperature errors with the cell's own heat balance.</summary>
/// <param name="Folder">Name of the folder.</param>
/// <param name="FittedFiles">Files the parameters were fitted to.</param>
/// <param name="FittedRmseMilliV">Root mean square error of the voltage over them, millivolts.</param>
/// <param name="HeldOutFiles">Files the fit never saw.</param>
/// <param name="HeldOutRmseMilliV">Root mean square error of the voltage over them, millivolts; null where there are none.</param>
/// <param name="HeldOutRmseAbove10PercentMilliV">The same without the steep end of the discharge, below 10 % state of charge.</param>
/// <param name="TemperatureRmseK">Root mean square error of the temperature over all files, kelvins.</param>
public sealed record FitError(
    string Folder, string[] FittedFiles, double FittedRmseMilliV, string[] HeldOutFiles, double? HeldOutRmseMilliV,
    double? HeldOutRmseAbove10PercentMilliV, double TemperatureRmseK)
{
    /// <summary>Charges and whole days that the voltage was fitted to as well.</summary>
    public string[] FittedCharges { get; init; } = [];

    /// <summary>
    /// Root mean square error of the voltage over them above 10 % state of charge, millivolts; null where there are none.
    /// </summary>
    public double? FittedChargesRmseMilliV { get; init; }

    /// <summary>Charges that the fit never saw.</summary>
    public string[] HeldOutCharges { get; init; } = [];

    /// <summary>The same over them.</summary>
    public double? HeldOutChargesRmseMilliV { get; init; }
}
