namespace NanoBms.Cells.Virtual;

/// <summary>What a load and a charger may ask of a cell: its data sheet's limits, or those that its recordings kept.</summary>
public sealed record CellRatings
{
    /// <summary>Charging voltage, volts.</summary>
    public required double FullV { get; init; }

    /// <summary>Voltage under which no load may pull the cell, volts: it gets less power instead, as in a car in the cold.</summary>
    public required double EmptyV { get; init; }

    /// <summary>The cell is empty when it can give no more than this at <see cref="EmptyV"/>, amperes.</summary>
    public required double EmptyA { get; init; }

    /// <summary>Charging ends when no more than this flows at <see cref="FullV"/>, amperes.</summary>
    public required double ChargedA { get; init; }

    /// <summary>Highest current of a charger, amperes.</summary>
    public required double MaxChargeA { get; init; }

    /// <summary>Highest current of a load, amperes.</summary>
    public required double MaxDischargeA { get; init; }

    /// <summary>Highest current that braking may feed back for seconds, amperes.</summary>
    public required double MaxRegenerationA { get; init; }

    /// <summary>Temperature below which nothing is fed back, degrees Celsius.</summary>
    public required double MinRegenerationC { get; init; }

    /// <summary>Temperature below which no charge begins, degrees Celsius.</summary>
    public required double MinChargeC { get; init; }

    /// <summary>What is wrong with the values; null where nothing is.</summary>
    public string? Fault =>
        !(EmptyV > 0 && EmptyV < FullV) ? "its full voltage is not above its empty voltage"
        : !(EmptyA > 0 && ChargedA > 0 && MaxChargeA > ChargedA && MaxDischargeA > EmptyA && MaxRegenerationA >= 0)
            ? "its limits of current are not above 0, or below the currents at which it counts as empty and as charged"
        : null;
}
