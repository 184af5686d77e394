using NanoBms.Cells.Import.Columns;
using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Options;

/// <summary>Reads options such as --columns time=NAME,voltage=NAME and --units voltage=mV.</summary>
public static class PairsOption
{
    /// <summary>Columns by quantity.</summary>
    /// <exception cref="UserError">A part that is no quantity with a column's name.</exception>
    public static IReadOnlyDictionary<Quantity, string> Columns(string text) => Read("--columns", "a column's name", text);

    /// <summary>Units by quantity.</summary>
    /// <exception cref="UserError">A part that is no quantity with one of its units.</exception>
    public static IReadOnlyDictionary<Quantity, Unit> Units(string text) => Read("--units", "a unit", text).ToDictionary(
        pair => pair.Key,
        pair => UnitTable.Find(pair.Key, pair.Value)
            ?? throw new UserError(
                $"--units: '{pair.Value}' is no unit of {QuantityNames.Of(pair.Key)}; import knows {UnitTable.Names(pair.Key)}."));

    private static Dictionary<Quantity, string> Read(string option, string what, string text)
    {
        var pairs = new Dictionary<Quantity, string>();
        foreach (string part in Parts(text))
        {
            string[] pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length != 2 || QuantityNames.Find(pair[0]) is not { } quantity || pair[1].Length == 0)
            {
                throw new UserError($"{option}: '{part}' is not one of {QuantityNames.All} with = and {what}.");
            }

            pairs[quantity] = pair[1];
        }

        return pairs;
    }

    /// <summary>Parts at commas; a comma within a name ("Current (A), avg") belongs to it, for what follows has no '='.</summary>
    private static List<string> Parts(string text)
    {
        var parts = new List<string>();
        foreach (string piece in text.Split(','))
        {
            if (parts.Count > 0 && !piece.Contains('=', StringComparison.Ordinal))
            {
                parts[^1] += "," + piece;
            }
            else if (piece.Trim().Length > 0)
            {
                parts.Add(piece);
            }
        }

        return parts;
    }
}
