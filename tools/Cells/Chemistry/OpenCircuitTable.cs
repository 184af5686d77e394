using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using NanoBms.Foundation;

namespace NanoBms.Cells.Chemistry;

/// <summary>Open-circuit voltage over state of charge as a user gives it.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Soc">State of charge, 0..1, ascending.</param>
/// <param name="VoltageV">Volts, ascending.</param>
public sealed record OpenCircuitTable(string Source, double[] Soc, double[] VoltageV)
{
    /// <summary>Reads two columns, soc_percent and voltage_v, in any order of rows.</summary>
    /// <exception cref="UserError">No such file or columns, or not a rising curve from about 0 to about 100 %.</exception>
    public static OpenCircuitTable Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserError($"There is no file '{path}'.");
        }

        using var csv = new CsvReader(
            new StreamReader(path), new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null });
        if (!csv.Read() || !csv.ReadHeader() || !csv.HeaderRecord!.Contains("soc_percent") || !csv.HeaderRecord!.Contains("voltage_v"))
        {
            throw new UserError($"'{path}' needs a heading line with soc_percent and voltage_v, the voltage of one cell at rest.");
        }

        var rows = new List<(double Soc, double VoltageV)>();
        while (csv.Read())
        {
            if (!csv.TryGetField("soc_percent", out double percent) || !csv.TryGetField("voltage_v", out double voltageV))
            {
                throw new UserError($"'{path}', line {csv.Parser.Row}: soc_percent or voltage_v is not a number.");
            }

            rows.Add((percent / 100, voltageV));
        }

        rows.Sort();
        bool rises = rows.Zip(rows.Skip(1)).All(pair => pair.First.Soc < pair.Second.Soc && pair.First.VoltageV <= pair.Second.VoltageV);
        return rows.Count >= 5 && rises && rows[0].Soc is >= -0.01 and <= 0.05 && rows[^1].Soc is >= 0.95 and <= 1.01
            ? new OpenCircuitTable($"table of the user, {Path.GetFileName(path)}", [.. rows.Select(row => row.Soc)],
                [.. rows.Select(row => row.VoltageV)])
            : throw new UserError(
                $"'{path}' is no open-circuit curve: it needs at least 5 rows from 0 to 100 %, with a voltage that does not fall.");
    }

    /// <summary>The voltage at a state of charge, 0..1; beyond the ends the outer slope goes on.</summary>
    public double At(double soc) => Interpolate(Soc, VoltageV, soc);

    /// <summary>A curve's value between its knots; beyond the ends the outer slope goes on.</summary>
    public static double Interpolate(double[] knots, double[] values, double at)
    {
        int index = Math.Clamp(Array.FindLastIndex(knots, knot => knot <= at), 0, knots.Length - 2);
        return values[index] + (values[index + 1] - values[index]) * (at - knots[index]) / (knots[index + 1] - knots[index]);
    }
}
