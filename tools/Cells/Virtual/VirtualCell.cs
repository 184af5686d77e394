
namespace NanoBms.Cells.Virtual;

/// <summary>
/// A Li-ion cell: open-circuit voltage with hysteresis, ohmic resistance and two RC pairs, all by state of charge and temperature, and one
/// thermal mass (second-order equivalent circuit).
/// </summary>
public sealed class VirtualCell
{
    private readonly CellParameters parameters;
    private readonly SocTemperatureGrid grid;
    private readonly CellDynamics dynamics;

    /// <summary>A cell, charged full and rested.</summary>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="temperatureC">Its temperature in degrees Celsius.</param>
    public VirtualCell(CellParameters parameters, double temperatureC)
    {
        this.parameters = parameters;
        grid = new SocTemperatureGrid(parameters.SocKnots, parameters.TemperatureKnotsC);
        dynamics = new CellDynamics([.. parameters.Pairs.Select(pair => pair.TimeConstantS)], parameters.Hysteresis.ChargeAh);
        TemperatureC = temperatureC;
        (SourceVoltageV, OhmicOhm, ChargedOhm) = Source();
        VoltageV = SourceVoltageV;
    }

    /// <summary>What load and charger may ask of it.</summary>
    public CellRatings Ratings => parameters.Limits;

    /// <summary>Charge since full in ampere-hours, negative while discharged.</summary>
    public double ChargeAh { get; private set; }

    /// <summary>State of charge, 1 when full.</summary>
    public double Soc => 1 + ChargeAh / parameters.RatedCapacityAh;

    /// <summary>Temperature in degrees Celsius.</summary>
    public double TemperatureC { get; private set; }

    /// <summary>Voltage at the terminals over the last step, volts.</summary>
    public double VoltageV { get; private set; }

    /// <summary>Current of the last step in amperes, discharge negative.</summary>
    public double CurrentA { get; private set; }

    /// <summary>Open-circuit voltage on the present branch of the hysteresis, volts.</summary>
    public double OpenCircuitV { get; private set; }

    /// <summary>Voltage behind the ohmic resistance, volts: what the next step would show without a current.</summary>
    public double SourceVoltageV { get; private set; }

    /// <summary>Ohmic resistance that a load finds now, ohms.</summary>
    public double OhmicOhm { get; private set; }

    /// <summary>Ohmic resistance that a charge finds now, ohms.</summary>
    public double ChargedOhm { get; private set; }

    /// <summary>Goes on in time; the losses warm the cell, and ambient cools it.</summary>
    /// <param name="currentA">Current in amperes, discharge negative.</param>
    /// <param name="durationS">Seconds.</param>
    /// <param name="ambientC">Temperature around the cell, degrees Celsius.</param>
    public void Step(double currentA, double durationS, double ambientC)
    {
        Move(currentA, currentA * durationS / 3600, durationS);
        double lossW = currentA * (VoltageV - OpenCircuitV);
        double heatW = lossW - parameters.Thermal.ConductanceWPerK * (TemperatureC - ambientC);
        TemperatureC += heatW * durationS / parameters.Thermal.HeatCapacityJPerK;
    }

    /// <summary>Goes on in time as recorded: charge and temperature are given instead of followed.</summary>
    /// <param name="currentA">Mean current over the step, amperes, discharge negative.</param>
    /// <param name="chargeAh">Charge counter at its end, ampere-hours since full.</param>
    /// <param name="temperatureC">Temperature in degrees Celsius.</param>
    /// <param name="durationS">Seconds.</param>
    public void Follow(double currentA, double chargeAh, double temperatureC, double durationS)
    {
        TemperatureC = temperatureC;
        Move(currentA, chargeAh - ChargeAh, durationS);
    }

    private void Move(double currentA, double chargeAh, double durationS)
    {
        ChargeAh += chargeAh;
        CurrentA = currentA;
        dynamics.Advance(currentA, durationS);
        (SourceVoltageV, OhmicOhm, ChargedOhm) = Source();
        VoltageV = SourceVoltageV + currentA * (currentA > 0 ? ChargedOhm : OhmicOhm);
    }

    private (double VoltageV, double Ohm, double ChargedOhm) Source()
    {
        GridPoint point = grid.Locate(Soc, TemperatureC, extrapolate: false);
        ChargedTables? charged = parameters.Charged;
        GridPoint open = grid.Locate(Soc, TemperatureC, extrapolate: true);
        OpenCircuitV = open.Of(parameters.OpenCircuitV) + dynamics.Branch * point.Of(parameters.Hysteresis.HalfWidthV);
        if (charged is not null)
        {
            OpenCircuitV += (1 + dynamics.Branch) / 2 * (open.Of(charged.OpenCircuitV) - open.Of(parameters.OpenCircuitV));
        }

        double volts = OpenCircuitV;
        for (int k = 0; k < parameters.Pairs.Length; k++)
        {
            double currentA = dynamics.PairCurrentA[k];
            volts += currentA * point.Of(charged is not null && currentA > 0 ? charged.PairOhm[k] : parameters.Pairs[k].Ohm);
        }

        double ohm = point.Of(parameters.OhmicOhm);
        return (volts, ohm, charged is null ? ohm : point.Of(charged.OhmicOhm));
    }
}
