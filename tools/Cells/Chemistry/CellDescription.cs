using NanoBms.Cells.Virtual;
using NanoBms.Foundation;

namespace NanoBms.Cells.Chemistry;

/// <summary>A cell as its data sheet describes it.</summary>
public sealed record CellDescription
{
    /// <summary>Maker's type.</summary>
    public required string Type { get; init; }

    /// <summary>The chemistry in a word.</summary>
    public required string Chemistry { get; init; }

    /// <summary>Rated capacity, ampere-hours.</summary>
    public required double CapacityAh { get; init; }

    /// <summary>Charging voltage of the full cell, volts.</summary>
    public required double FullV { get; init; }

    /// <summary>Voltage of the empty cell under load, volts.</summary>
    public required double EmptyV { get; init; }

    /// <summary>Highest charging current, amperes.</summary>
    public required double MaxChargeA { get; init; }

    /// <summary>Highest discharging current, amperes.</summary>
    public required double MaxDischargeA { get; init; }

    /// <summary>Temperature below which it is not to be charged, degrees Celsius.</summary>
    public required double MinChargeC { get; init; }

    /// <summary>Lowest temperature of use, degrees Celsius.</summary>
    public required double MinUseC { get; init; }

    /// <summary>Highest temperature of use, degrees Celsius.</summary>
    public required double MaxUseC { get; init; }

    /// <summary>Ohmic resistance at 25 degC, ohms; null: that of its chemistry.</summary>
    public double? OhmicOhm { get; init; }

    /// <summary>Open-circuit voltage; null: those of its chemistry.</summary>
    public OpenCircuitTable? OpenCircuit { get; init; }

    /// <summary>A cell of which only chemistry and capacity are known: the rest is usual for the chemistry.</summary>
    public static CellDescription Usual(string type, ChemistryPreset preset, double capacityAh) => new()
    {
        Type = type,
        Chemistry = preset.Word,
        CapacityAh = capacityAh,
        FullV = preset.FullVoltageV,
        EmptyV = preset.EmptyVoltageV,
        MaxChargeA = Math.Round(preset.MaxChargeRate * capacityAh, 6),
        MaxDischargeA = Math.Round(preset.MaxDischargeRate * capacityAh, 6),
        MinChargeC = preset.MinChargeTemperatureC,
        MinUseC = preset.MinUseTemperatureC,
        MaxUseC = preset.MaxUseTemperatureC,
    };

    /// <summary>Refuses a cell that cannot be.</summary>
    /// <exception cref="UserError">A value that no cell of the chemistry has; the message names it.</exception>
    public void Check(ChemistryPreset preset)
    {
        static void Require(bool condition, string sentence)
        {
            if (!condition)
            {
                throw new UserError(sentence);
            }
        }

        Require(Type.Length is > 0 and <= 64 && !Type.Any(char.IsControl), "The name of the cell must have 1 to 64 letters.");
        Require(CapacityAh is > 0 and < 100_000, FormattableString.Invariant($"The capacity is {CapacityAh} Ah; it must be above 0."));
        Require(
            EmptyV > preset.MinVoltageV && EmptyV < FullV && FullV < preset.MaxVoltageV,
            FormattableString.Invariant(
                $"One {preset.Word} cell is between {preset.MinVoltageV} and {preset.MaxVoltageV} V, empty below full; ")
                + FormattableString.Invariant(
                    $"these are {EmptyV} V empty and {FullV} V full. Give the voltages of one cell, not of the battery."));
        Require(
            MaxChargeA > 0 && MaxDischargeA > 0 && double.IsFinite(MaxChargeA) && double.IsFinite(MaxDischargeA),
            "The limits of current must be above 0 A.");
        Require(
            MinUseC >= -45 && MaxUseC <= 100 && MinUseC < MaxUseC && MinChargeC < MaxUseC,
            FormattableString.Invariant(
                $"The limits of temperature, {MinUseC} to {MaxUseC} degC, charge from {MinChargeC} degC, are none: ")
                + "they must rise, between -45 and 100 degC.");
        Require(OhmicOhm is not { } ohm || (ohm > 0 && ohm * CapacityAh < 2), FormattableString.Invariant(
            $"A resistance of {OhmicOhm} ohm would take {2:F0} V at a current of 1C and more; give it in ohms, of one cell."));
    }

    /// <summary>What load and charger may ask of the cell.</summary>
    public CellRatings Ratings()
    {
        double charged = Math.Min(0.02 * CapacityAh, MaxChargeA / 2);
        return new CellRatings
        {
            FullV = FullV,
            EmptyV = EmptyV,
            EmptyA = Math.Min(0.5 * CapacityAh, MaxDischargeA / 2),
            ChargedA = charged,
            MaxChargeA = MaxChargeA,
            MaxDischargeA = MaxDischargeA,
            MaxRegenerationA = Math.Min(2 * MaxChargeA, MaxDischargeA / 2),
            MinRegenerationC = MinChargeC,
            MinChargeC = MinChargeC,
        };
    }
}
