using System.Globalization;
using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Evidence;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Understanding;

/// <summary>Percent or a share of 1; and whether it is a state of charge at all.</summary>
internal static class SocUnit
{
    private const double MinPercent = -5, GreatestPercent = 105;

    /// <summary>The unit; refused beyond -5 to 105 %.</summary>
    /// <exception cref="UserError">With the way to leave the column out.</exception>
    public static Unit Decide(string source, ChosenColumn column, ThinnedSample values)
    {
        double low = values.Quantile(0), high = values.Quantile(1);
        Unit unit = column.Unit is { Name: "%" } said && (high > 1 || low < 0 || column.Heading.Unit.Length > 0) ? said
            : UnitTable.Named(Quantity.Soc, high <= 1.05 && high > 0 ? "0..1" : "%");
        double worst = unit.ToBase(high) > GreatestPercent ? unit.ToBase(high) : unit.ToBase(low);
        return worst is >= MinPercent and <= GreatestPercent || double.IsNaN(worst)
            ? unit
            : throw new UserError(
                $"'{source}': a state of charge of {worst.ToString("0.#", CultureInfo.InvariantCulture)} % in column "
                    + $"'{column.Heading.Text}' is none; "
                + "leave the column out with --columns soc=-, or name another.");
    }
}
