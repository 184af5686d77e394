using System.Globalization;
using NanoBms.Cells.Cycles;
using NanoBms.Foundation;

namespace NanoBms.ModelTrainer.Figure;

/// <summary>The capacity that a cell had when a cycle was recorded: a CSV file with the columns folder, name, recorded, capacity_ah.</summary>
internal sealed class CapacityByDate
{
    private readonly Dictionary<(string Folder, string Name), float> capacities = [];

    /// <exception cref="UserError">The file is no such table.</exception>
    public static CapacityByDate Read(string? path)
    {
        var table = new CapacityByDate();
        foreach (string line in path is null ? [] : File.ReadLines(path).Skip(1))
        {
            string[] values = line.Split(',');
            if (values.Length < 4
                || !float.TryParse(values[3], NumberStyles.Float, CultureInfo.InvariantCulture, out float capacityAh) || !(capacityAh > 0))
            {
                throw new UserError($"'{path}' has a row '{line}'; it needs folder, name, recorded and capacity_ah.");
            }

            table.capacities[(values[0], values[1])] = capacityAh;
        }

        return table;
    }

    /// <summary>State of charge of a row, percent: a share of the capacity on the day, or of the rated one where it is not told.</summary>
    public double SocPercent(Cycle cycle, int row, float ratedCapacityAh) =>
        100.0 * cycle.Soc(row, capacities.TryGetValue((cycle.Group, cycle.Name), out float capacityAh) ? capacityAh : ratedCapacityAh);
}
