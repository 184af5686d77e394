namespace NanoBms.Cells.Virtual;

/// <summary>
/// What load and charger may ask of a cell now: currents within the voltages, currents and temperatures of its <see cref="CellRatings"/>.
/// </summary>
public sealed class CellLimits
{
    // Beyond this a cell gives nothing, whatever its tables say of its voltage: fitted ones extend there to what no recording shows.
    private const double MinSoc = -0.15;

    private readonly VirtualCell cell;
    private readonly CellRatings ratings;

    /// <summary>The limits of a cell.</summary>
    public CellLimits(VirtualCell cell)
    {
        this.cell = cell;
        ratings = cell.Ratings;
    }

    /// <summary>Whether the cell can give no more.</summary>
    public bool IsEmpty => DeliverableA < ratings.EmptyA;

    /// <summary>Whether a charge that goes on is at its end.</summary>
    public bool IsCharged => cell.VoltageV >= ratings.FullV - 0.01 && cell.CurrentA <= ratings.ChargedA;

    /// <summary>Whether it is warm enough for a charge to begin.</summary>
    public bool MayCharge => cell.TemperatureC >= ratings.MinChargeC;

    /// <summary>The current that brings the terminals to the charging voltage.</summary>
    private double AcceptableA => Math.Max(0, (ratings.FullV - cell.SourceVoltageV) / cell.ChargedOhm);

    /// <summary>The current that pulls the terminals down to the least voltage; none far beyond empty.</summary>
    private double DeliverableA => cell.Soc > MinSoc ? Math.Max(0, (cell.SourceVoltageV - ratings.EmptyV) / cell.OhmicOhm) : 0;

    /// <summary>Current of a charger in amperes: its constant current, less where the charging voltage is reached.</summary>
    public double ChargeA(double constantA) => Math.Min(Math.Min(constantA, ratings.MaxChargeA), AcceptableA);

    /// <summary>Current of a load of constant current in amperes, negative: less where the cell cannot give it.</summary>
    public double LoadA(double constantA) => -Math.Min(Math.Min(constantA, ratings.MaxDischargeA), DeliverableA);

    /// <summary>Current of a load of a power, from power = (source + ohm * I) * I, within what the cell may give and take.</summary>
    /// <param name="powerW">Watts: negative drives, positive brakes.</param>
    public double PowerA(double powerW)
    {
        double source = cell.SourceVoltageV, ohm = cell.OhmicOhm, root = source * source + 4 * ohm * powerW;
        double currentA = root > 0 ? (Math.Sqrt(root) - source) / (2 * ohm) : -source / (2 * ohm);
        double most = cell.TemperatureC < ratings.MinRegenerationC ? 0 : Math.Min(ratings.MaxRegenerationA, AcceptableA);
        return Math.Clamp(currentA, -Math.Min(ratings.MaxDischargeA, DeliverableA), most);
    }
}
