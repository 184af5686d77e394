using NanoBms.Cells.Import.Evidence;
using NanoBms.Cells.Import.Time;

namespace NanoBms.Cells.Tests.Import;

public sealed class TimeLineTests
{
    private static readonly double Midnight = Seconds("2026-10-25T00:00:00");

    [Fact]
    public void A_clock_without_a_date_passes_midnight()
    {
        var line = new TimeLine(TimeKind.Clock, knowsSummerTime: false, 60);
        Assert.Equal([85800, 86340, 86400, 86460, 172740, 172800], Times(line, 85800, 86340, 0, 60, 86340, 0));
        Assert.Equal(2, line.Midnights);
    }

    [Fact]
    public void A_duration_beyond_a_day_passes_none()
    {
        var line = new TimeLine(TimeKind.Clock, knowsSummerTime: false, 60);
        Assert.Equal([86340, 86400, 86460], Times(line, 86340, 86400, 86460));
        Assert.Equal(0, line.Midnights);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_counter_that_began_anew_runs_on(double unit)
    {
        var line = new TimeLine(TimeKind.Number, knowsSummerTime: true, unit);
        Assert.Equal(
            [0, unit, 2 * unit, 9 * unit, 10 * unit, 11 * unit, 12 * unit], Times(line, 0, unit, 2 * unit, 9 * unit, 0, unit, 2 * unit));
        Assert.Equal(1, line.Restarts);
    }

    [Fact]
    public void A_local_clock_is_set_back_and_forth_on_a_sunday_night()
    {
        var back = new TimeLine(TimeKind.Date, knowsSummerTime: true, 60);
        double two = Midnight + 7200;
        Assert.Equal([two, two + 3540, two + 3600, two + 3660], Times(back, two, two + 3540, two, two + 60));
        Assert.Equal(1, back.HoursSet);

        double march = Seconds("2026-03-29T01:59:00");
        var forth = new TimeLine(TimeKind.Date, knowsSummerTime: true, 60);
        Assert.Equal([march, march + 60, march + 120], Times(forth, march, march + 3660, march + 3720));
    }

    [Fact]
    public void A_clock_with_a_zone_is_never_set()
    {
        var line = new TimeLine(TimeKind.Date, knowsSummerTime: false, 60);
        double two = Midnight + 7200;
        Assert.True(line.TryNext(two, out _));
        Assert.False(line.TryNext(two - 3540, out _));
    }

    [Fact]
    public void A_clock_that_is_set_after_the_log_began_loses_no_row()
    {
        var line = new TimeLine(TimeKind.Date, knowsSummerTime: false, 15);
        double today = Seconds("2026-01-31T08:00:00");
        double[] times = Times(line, 15, 30, today, today + 15);
        Assert.Equal([15, 30, 45, 60], times);
        Assert.Equal(1, line.ClocksSet);
    }

    [Fact]
    public void A_row_that_runs_back_is_none_and_leaves_the_line_as_it_was()
    {
        var line = new TimeLine(TimeKind.Number, knowsSummerTime: false, 60);
        Assert.True(line.TryNext(0, out _));
        Assert.True(line.TryNext(120, out _));
        Assert.False(line.TryNext(60, out _));
        Assert.True(line.TryNext(180, out double time));
        Assert.Equal(180, time);
    }

    [Theory]
    [InlineData("2026-01-12;2026-01-13", "2026-12-01;NaN", "DayFirst")]
    [InlineData("NaN;2026-12-13", "2026-01-12;2026-01-13", "MonthFirst")]
    [InlineData("2026-03-02;2026-03-03", "2026-02-03;2026-03-03", "DayFirst")]
    [InlineData("2026-02-03;2026-03-03", "2026-03-02;2026-03-03", "MonthFirst")]
    [InlineData("2026-03-02;2026-03-02", "2026-02-03;2026-02-03", "DayFirst")]
    public void Day_and_month_are_told_by_a_13_or_by_what_follows_what(string dayFirst, string monthFirst, string expected)
    {
        var evidence = new DateOrderEvidence();
        foreach ((string day, string month) in dayFirst.Split(';').Zip(monthFirst.Split(';')))
        {
            evidence.Add(day == "NaN" ? double.NaN : Seconds(day), month == "NaN" ? double.NaN : Seconds(month));
        }

        Assert.Equal(expected, evidence.Decide().ToString());
    }

    [Fact]
    public void Dates_that_leave_the_order_open_are_open()
    {
        var evidence = new DateOrderEvidence();
        evidence.Add(Seconds("2026-02-01"), Seconds("2026-01-02"));
        evidence.Add(Seconds("2026-04-05"), Seconds("2026-05-04"));
        Assert.Null(evidence.Decide());
    }

    private static double[] Times(TimeLine line, params double[] raw) =>
        [.. raw.Select(
            value => line.TryNext(value, out double time) ? time : throw new InvalidOperationException($"{value} does not follow."))];

    private static double Seconds(string date) =>
        (DateTime.Parse(date, System.Globalization.CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalSeconds;
}
