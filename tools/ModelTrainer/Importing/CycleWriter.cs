using System.Globalization;
using System.Text;
using NanoBms.Foundation;

namespace NanoBms.ModelTrainer.Importing;

/// <summary>Turns a recorded log into the CSV of a cycle: at most one row a second, charge counted where it was not recorded.</summary>
internal static class CycleWriter
{
    /// <summary>Longest time, seconds, that one row's current is counted for: a gap in the log moves no charge.</summary>
    private const double LongestRowS = 120;

    /// <summary>The CSV of a log.</summary>
    /// <param name="log">The log; its time is to ascend, equal times are taken together.</param>
    /// <param name="initialSocPercent">State of charge at the first row, for logs without charge.</param>
    /// <param name="capacityAh">Rated capacity of the cell, for logs without charge.</param>
    /// <exception cref="UserError">No rows, time that runs back, or charge to be counted without a capacity.</exception>
    public static string Csv(RecordedLog log, double initialSocPercent, double? capacityAh)
    {
        if (log.TimeS.Length == 0)
        {
            throw new UserError($"'{log.Source}' has no rows with readings.");
        }

        double[] charge = log.ChargeAh ?? Count(log, initialSocPercent, capacityAh
            ?? throw new UserError($"'{log.Source}' has no charge column; give the cell's rated capacity with --capacity so that it can be counted."));
        var text = new StringBuilder("time_s,voltage_v,current_a,temperature_c,charge_ah\n");
        double startS = log.TimeS[0];
        for (int row = 0; row < log.TimeS.Length;)
        {
            long second = (long)Math.Floor(log.TimeS[row] - startS);
            double voltage = 0, current = 0, temperature = 0;
            int first = row;
            for (; row < log.TimeS.Length && (long)Math.Floor(log.TimeS[row] - startS) == second; row++)
            {
                voltage += log.VoltageV[row];
                current += log.CurrentA[row];
                temperature += log.TemperatureC[row];
            }

            if (row < log.TimeS.Length && log.TimeS[row] < log.TimeS[row - 1])
            {
                throw new UserError($"'{log.Source}': time runs back at row {row + 1}; sort the rows by time.");
            }

            int count = row - first;
            text.Append(CultureInfo.InvariantCulture, $"{second},{voltage / count:F4},{current / count:F4},{temperature / count:F2},{charge[row - 1]:F5}\n");
        }

        return text.ToString();
    }

    private static double[] Count(RecordedLog log, double initialSocPercent, double capacityAh)
    {
        var charge = new double[log.TimeS.Length];
        charge[0] = (initialSocPercent / 100 - 1) * capacityAh;
        for (int row = 1; row < charge.Length; row++)
        {
            double duration = log.TimeS[row] - log.TimeS[row - 1];
            charge[row] = charge[row - 1] + (duration is > 0 and <= LongestRowS ? log.CurrentA[row - 1] * duration / 3600 : 0);
        }

        return charge;
    }
}
