using System.Text;
using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Import;

/// <summary>Days of a monitor whose current has an offset: its own 100 % sets the count.</summary>
public sealed class FullAnchorTests : IDisposable
{
    private const double CapacityAh = 10;
    private const int MinutesADay = 600;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_count_that_runs_away_is_set_where_the_logger_says_full()
    {
        // 2 A out for 2 h, 1 A in for 4 h, 4 h full; the sensor shows 20 mA too much, 0.2 Ah a day.
        (ImportReport report, IReadOnlyList<CycleRow> rows) =
            LogImporter.Read([Days(5, offsetA: 0.02)], new ImportOptions { CapacityAh = CapacityAh });

        Assert.Contains("set to full where the logger's state of charge comes back to 100 %: 5", report.Details);

        // Just before it is set, a day's drift stands on it; over five days it would be 1 Ah.
        Assert.All(rows, row => Assert.InRange(row.ChargeAh, -4.1, 0.11));
        Assert.Equal(0, rows[^1].ChargeAh, 1e-9);
        Assert.Equal(-4 + 2 * 0.02, rows[4 * MinutesADay + 120].ChargeAh, 0.03);
    }

    [Fact]
    public void A_logger_that_contradicts_the_current_is_refused()
    {
        UserError refusal = Assert.Throws<UserError>(
            () => LogImporter.Look([Days(3, offsetA: -1)], new ImportOptions { CapacityAh = CapacityAh }));

        Assert.Matches(
            @"', line 36\d: the logger's state of charge comes to 100 % where current x time makes 40[.\d]* %; "
                + "mend --capacity or --parallel, --units time= or current=, or leave the column out with --columns soc=-.$",
            refusal.Message);
    }

    private string Days(int days, double offsetA)
    {
        var text = new StringBuilder("time (min),voltage (V),current (A),temperature (C),SOC (%)\n");
        double chargeAh = 0;
        for (int minute = 0; minute < days * MinutesADay; minute++)
        {
            double trueA = (minute % MinutesADay) switch { < 120 => -2, < 360 => 1, _ => 0 };
            text.Append(FormattableString.Invariant(
                $"{minute},{3.6 + 0.05 * chargeAh + 0.05 * trueA:F3},{trueA + offsetA:F3},25,{100 + chargeAh / CapacityAh * 100:F0}\n"));
            chargeAh = Math.Min(0, chargeAh + trueA / 60);
        }

        return folder.Write("week.csv", text.ToString());
    }
}
