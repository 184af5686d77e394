using NanoBms.Cells.Virtual;

namespace NanoBms.ModelTrainer.Fitting;

/// <summary>What is known of a cell before it is fitted, and the knots of its tables.</summary>
public sealed record FitOptions
{
    /// <summary>Type of the cell.</summary>
    public string Name { get; init; } = "Panasonic NCR18650PF";

    /// <summary>Where the recordings came from.</summary>
    public string Source { get; init; } =
        "P. Kollmeyer, Panasonic 18650PF Li-ion Battery Data, Mendeley Data wykht8y7tg, CC BY 4.0, averaged to 1 Hz";

    /// <summary>Rated capacity in ampere-hours.</summary>
    public double RatedCapacityAh { get; init; } = 2.9;

    /// <summary>What load and charger may ask of the cell: as in the recordings of the NCR18650PF.</summary>
    public CellRatings Limits { get; init; } = CellParametersFile.Default().Limits;

    /// <summary>Knots of the state of charge: closer where the open-circuit voltage bends.</summary>
    public double[] SocKnots { get; init; } =
        [0, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1];

    /// <summary>Knots of the temperature, degrees Celsius.</summary>
    public double[] TemperatureKnotsC { get; init; } = [-20, -10, 0, 10, 25];

    /// <summary>First guess of the two time constants, seconds.</summary>
    public double[] TimeConstantsS { get; init; } = [15, 400];

    /// <summary>
    /// Longest time constant, seconds: a longer one would pass off the fall of the voltage over a whole discharge as relaxation.
    /// </summary>
    public double LongestTimeConstantS { get; init; } = 1000;

    /// <summary>
    /// Value of <see cref="HysteresisParameters.ChargeAh"/>; not searched for, because few recordings turn round in the middle.
    /// </summary>
    public double HysteresisAh { get; init; } = 0.05;

    /// <summary>Most steps of the search for time constants.</summary>
    public int MaxIterations { get; init; } = 60;
}
