namespace NanoBms.Cells.Virtual;

/// <summary>
/// What load and charger may ask of a cell, as in the recordings of the NCR18650PF: currents within voltage and current limits.
/// </summary>
public sealed class CellLimits
{
    /// <summary>Voltage under which no load may pull the cell, volts: it gets less power instead, as in a car in the cold.</summary>
    public const double LeastV = 2.55;

    /// <summary>The cell is empty when it can give no more than this at <see cref="LeastV"/>, amperes.</summary>
    public const double EmptyA = 1.45;

    /// <summary>Charging voltage, volts.</summary>
    public const double FullV = 4.2;

    /// <summary>Charging ends when no more than this flows at <see cref="FullV"/>, amperes.</summary>
    public const double ChargedA = 0.06;

    // 18 A out, 9 A in for seconds, nothing in below 10 degC.
    private const double MostDischargeA = 18, MostRegenerationA = 9, LeastRegenerationC = 10;

    private readonly VirtualCell cell;

    /// <summary>The limits of a cell.</summary>
    public CellLimits(VirtualCell cell)
    {
        this.cell = cell;
    }

    /// <summary>Whether the cell can give no more.</summary>
    public bool IsEmpty => DeliverableA < EmptyA;

    /// <summary>Whether a charge that goes on is at its end.</summary>
    public bool IsCharged => cell.VoltageV >= FullV - 0.01 && cell.CurrentA <= ChargedA;

    /// <summary>The current that brings the terminals to the charging voltage.</summary>
    private double MostChargeA => Math.Max(0, (FullV - cell.SourceVoltageV) / cell.OhmicOhm);

    /// <summary>The current that pulls the terminals down to the least voltage.</summary>
    private double DeliverableA => Math.Max(0, (cell.SourceVoltageV - LeastV) / cell.OhmicOhm);

    /// <summary>Current of a charger in amperes: its constant current, less where the charging voltage is reached.</summary>
    public double ChargeA(double constantA) => Math.Min(constantA, MostChargeA);

    /// <summary>Current of a load of constant current in amperes, negative: less where the cell cannot give it.</summary>
    public double LoadA(double constantA) => -Math.Min(constantA, DeliverableA);

    /// <summary>Current of a load of a power, from power = (source + ohm * I) * I, within what the cell may give and take.</summary>
    /// <param name="powerW">Watts: negative drives, positive brakes.</param>
    public double PowerA(double powerW)
    {
        double source = cell.SourceVoltageV, ohm = cell.OhmicOhm, root = source * source + 4 * ohm * powerW;
        double currentA = root > 0 ? (Math.Sqrt(root) - source) / (2 * ohm) : -source / (2 * ohm);
        double most = cell.TemperatureC < LeastRegenerationC ? 0 : Math.Min(MostRegenerationA, MostChargeA);
        return Math.Clamp(currentA, -Math.Min(MostDischargeA, DeliverableA), most);
    }
}
