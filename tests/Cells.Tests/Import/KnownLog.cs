using NanoBms.Cells.Import.Cycles;

namespace NanoBms.Cells.Tests.Import;

/// <summary>
/// One hour and a half of a known cell, a row a minute: 30 minutes of discharge at 1.45 A, 10 of rest, 50 of charge at 0.87 A. The voltage
/// is 4.1 V + 0.3 V x charge + 0.08 ohm x current, the temperature 25.1 degC and one tenth more every ten minutes.
/// </summary>
internal static class KnownLog
{
    public const double PeriodS = 60;
    public const double CapacityAh = 2.9;

    public static IReadOnlyList<Row> Rows { get; } = Make();

    /// <summary>Holds an imported cycle against the known one.</summary>
    /// <param name="rows">Imported rows.</param>
    /// <param name="voltageV">How exactly the voltage was written.</param>
    /// <param name="currentA">How exactly the current was written.</param>
    /// <param name="chargeAh">How exactly the charge can be counted: a step between two rows is known to half of it.</param>
    public static void AssertSame(IReadOnlyList<CycleRow> rows, double voltageV = 0.0006, double currentA = 0.0006, double chargeAh = 0.013)
    {
        Assert.Equal(Rows.Count, rows.Count);
        for (int k = 0; k < rows.Count; k++)
        {
            Assert.Equal((long)Rows[k].TimeS, rows[k].Second);
            Assert.Equal(Rows[k].VoltageV, rows[k].VoltageV, voltageV);
            Assert.Equal(Rows[k].CurrentA, rows[k].CurrentA, currentA);
            Assert.Equal(Rows[k].TemperatureC, rows[k].TemperatureC, 0.06);
            Assert.Equal(Rows[k].ChargeAh, rows[k].ChargeAh, chargeAh);
        }
    }

    private static List<Row> Make()
    {
        var rows = new List<Row>();
        double chargeAh = 0, before = 0, charged = 0, discharged = 0;
        for (int minute = 0; minute <= 90; minute++)
        {
            double currentA = minute <= 30 ? -1.45 : minute <= 40 ? 0 : 0.87;
            double stepAh = minute == 0 ? 0 : (before + currentA) / 2 * PeriodS / 3600;
            chargeAh += stepAh;
            charged += Math.Max(0, stepAh);
            discharged -= Math.Min(0, stepAh);
            before = currentA;
            rows.Add(
                new Row(
                    minute * PeriodS, 4.1 + 0.3 * chargeAh + 0.08 * currentA, currentA, 25.1 + minute / 10 * 0.1, chargeAh, charged,
                    discharged));
        }

        return rows;
    }

    /// <summary>A row, and what counters of what went in and out say.</summary>
    public sealed record Row(
        double TimeS, double VoltageV, double CurrentA, double TemperatureC, double ChargeAh, double ChargedAh, double DischargedAh)
    {
        /// <summary>"C", "D" or "R".</summary>
        public string Mode => CurrentA < 0 ? "D" : CurrentA > 0 ? "C" : "R";
    }
}
