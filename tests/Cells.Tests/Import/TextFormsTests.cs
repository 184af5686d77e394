using NanoBms.Cells.Import.Columns;
using NanoBms.Cells.Import.Numbers;
using NanoBms.Cells.Import.Options;
using NanoBms.Cells.Import.Readings;
using NanoBms.Cells.Import.Time;
using NanoBms.Foundation;

namespace NanoBms.Cells.Tests.Import;

public sealed class TextFormsTests
{
    [Theory]
    [InlineData("3.90", DecimalSign.Point, 3.9, "")]
    [InlineData("-1.2E+003", DecimalSign.Point, -1200, "")]
    [InlineData("\u22121.2", DecimalSign.Point, -1.2, "")]
    [InlineData("1,000", DecimalSign.Point, 1000, "")]
    [InlineData("1,234,567.5", DecimalSign.Point, 1234567.5, "")]
    [InlineData("1\u00A0234.5", DecimalSign.Point, 1234.5, "")]
    [InlineData("3,90", DecimalSign.Comma, 3.9, "")]
    [InlineData("-1.234,5", DecimalSign.Comma, -1234.5, "")]
    [InlineData("1,2e-3", DecimalSign.Comma, 0.0012, "")]
    [InlineData("3.9 V", DecimalSign.Point, 3.9, "V")]
    [InlineData("25,1°C", DecimalSign.Comma, 25.1, "°C")]
    [InlineData(" 3.9\r\n", DecimalSign.Point, 3.9, "")]
    public void Numbers_are_read_as_people_write_them(string text, DecimalSign sign, double expected, string unit)
    {
        Assert.True(NumberText.TryRead(text, sign, out double value, out ReadOnlySpan<char> rest));
        Assert.Equal(expected, value, 1e-12);
        Assert.Equal(unit, rest.ToString());
    }

    [Theory]
    [InlineData("", DecimalSign.Point)]
    [InlineData("nan", DecimalSign.Point)]
    [InlineData("inf", DecimalSign.Point)]
    [InlineData("1,00", DecimalSign.Point)]
    [InlineData("1,0000", DecimalSign.Point)]
    [InlineData("1.00", DecimalSign.Comma)]
    [InlineData("3.9.1", DecimalSign.Point)]
    [InlineData("12:30", DecimalSign.Point)]
    [InlineData("--", DecimalSign.Point)]
    [InlineData("1e999", DecimalSign.Point)]
    public void What_is_no_number_is_none(string text, DecimalSign sign) => Assert.False(NumberText.TryRead(text, sign, out _, out _));

    [Theory]
    [InlineData(';', DecimalSign.Comma, "3,90", "x")]
    [InlineData(',', DecimalSign.Point, "3.9", "1,000")]
    [InlineData(';', DecimalSign.Comma, "3,900", "4,100")]
    [InlineData(',', DecimalSign.Point, "3.900", "4.100")]
    [InlineData(',', DecimalSign.Comma, "0,900", "4,100")]
    [InlineData(';', DecimalSign.Point, "31.01.2026", "5")]
    [InlineData(',', null, "3,900", "4,100")]
    [InlineData(';', null, "3,90", "4.10")]
    public void The_decimal_sign_is_told_by_cells_that_can_be_read_in_one_way_only(
        char delimiter, DecimalSign? expected, string first, string second)
    {
        var evidence = new DecimalEvidence();
        evidence.Add(first);
        evidence.Add(second);
        Assert.Equal(expected, evidence.Decide(delimiter));
    }

    [Theory]
    [InlineData("9:05:07", 32707)]
    [InlineData("100:00:00", 360000)]
    [InlineData("00:00:01.968", 1.968)]
    [InlineData("00:00:01:968", 1.968)]
    [InlineData("  0d 00:11:30.5", 690.5)]
    [InlineData("2 days 01:00:00", 176400)]
    [InlineData("1.02:03:04", 93784)]
    [InlineData("11:50:00 PM", 85800)]
    [InlineData("12:00:00 AM", 0)]
    [InlineData("12:05", 43500)]
    public void Clocks_are_read(string text, double expected)
    {
        Assert.True(ClockText.TryRead(text, out double seconds, out _));
        Assert.Equal(expected, seconds, 1e-9);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("12:61:00")]
    [InlineData("a:b:c")]
    [InlineData("13:00:00 PM")]
    [InlineData(":10:00")]
    [InlineData("10:")]
    public void What_is_no_clock_is_none(string text) => Assert.False(ClockText.TryRead(text, out _, out _));

    [Theory]
    [InlineData("2026-01-31 09:00:00", "2026-01-31T09:00:00")]
    [InlineData("2026-01-31T09:00:00.250Z", "2026-01-31T09:00:00.25")]
    [InlineData("2026-01-31T09:00:00+01:00", "2026-01-31T08:00:00")]
    [InlineData("2026-01-31 09:00:00 CET", "2026-01-31T08:00:00")]
    [InlineData("2026-01-31 09:00:00 UTC", "2026-01-31T09:00:00")]
    [InlineData("2026-01-31 09:00:00 -0530", "2026-01-31T14:30:00")]
    [InlineData("2026/01/31 09:00:01:007", "2026-01-31T09:00:01.007")]
    [InlineData("31.01.2026 09:00:00", "2026-01-31T09:00:00")]
    [InlineData("31.01.26 09:00", "2026-01-31T09:00:00")]
    [InlineData("1/31/2026 9:00:00 PM", "2026-01-31T21:00:00")]
    [InlineData("31-Jan-26 9:00:00 AM", "2026-01-31T09:00:00")]
    [InlineData("Jan 31, 2026 09:00:00", "2026-01-31T09:00:00")]
    [InlineData("14 December 2020, 12:22:12 PM", "2020-12-14T12:22:12")]
    [InlineData("2016-11-17-17:20:04", "2016-11-17T17:20:04")]
    [InlineData("20260131T090000", "2026-01-31T09:00:00")]
    [InlineData("20260131090000", "2026-01-31T09:00:00")]
    [InlineData("2026-01-31", "2026-01-31T00:00:00")]
    public void Dates_are_read(string text, string expected)
    {
        Assert.True(DateText.TryRead(text, out DateReading reading));
        double seconds = double.IsNaN(reading.DayFirstS) ? reading.MonthFirstS : reading.DayFirstS;
        Assert.Equal(
            (DateTime.Parse(expected, System.Globalization.CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalSeconds, seconds, 1e-6);
    }

    [Theory]
    [InlineData("3.9")]
    [InlineData("2026-13-31 09:00:00")]
    [InlineData("32.01.2026")]
    [InlineData("09:00:00")]
    [InlineData("soon")]
    [InlineData("2026-01-31 25:61:00")]
    [InlineData("2026-01-31 09:00:00 5")]
    public void What_is_no_date_is_none(string text) => Assert.False(DateText.TryRead(text, out _));

    [Theory]
    [InlineData("Test_Time(s)", "test time", "s")]
    [InlineData("Voltage [mV]", "voltage", "mv")]
    [InlineData("I/mA", "i", "ma")]
    [InlineData("U in V", "u", "v")]
    [InlineData("Courant en mA", "courant", "ma")]
    [InlineData("Temperatur in °C", "temperatur", "°c")]
    [InlineData("(Q-Qo)/mA.h", "q qo", "ma.h")]
    [InlineData("Current / A", "current", "a")]
    [InlineData("AhCha#Ah", "ahcha", "ah")]
    [InlineData("battery_temp_degC", "battery temp", "degc")]
    [InlineData("Total Time (Seconds)", "total time", "seconds")]
    [InlineData("Time(h:min:s.ms)", "time", "h:min:s.ms")]
    [InlineData("Current (A), avg", "current avg", "a")]
    [InlineData("~Time[h]", "time", "h")]
    [InlineData("Battery T1(C)", "battery t1", "c")]
    [InlineData("TestTime", "test time", "")]
    [InlineData("sensor.pack_voltage", "sensor pack voltage", "")]
    public void A_heading_is_a_name_and_a_unit(string text, string name, string unit)
    {
        var heading = Heading.Parse(text);
        Assert.Equal((name, unit), (heading.Name, heading.Unit));
    }

    [Theory]
    [InlineData("D", "Discharge")]
    [InlineData("CC DChg", "Discharge")]
    [InlineData("CCCV Chg", "Charge")]
    [InlineData("DCH", "Discharge")]
    [InlineData("CHA", "Charge")]
    [InlineData("PAU", "Rest")]
    [InlineData("恒流放电", "Discharge")]
    [InlineData("TABLE", "Unknown")]
    public void Modes_are_words_of_testers(string text, string expected) => Assert.Equal(expected, ModeWords.Read(text).ToString());

    [Theory]
    [InlineData("2.9", 2.9)]
    [InlineData("2,9", 2.9)]
    [InlineData("0,125", 0.125)]
    [InlineData("1000", 1000)]
    public void An_options_number_may_have_a_decimal_comma(string text, double expected) =>
        Assert.Equal(expected, NumberOption.Read("--capacity", text));

    [Theory]
    [InlineData("2,900", "--capacity: '2,900' may have a decimal comma or set thousands apart; write it with a decimal point.")]
    [InlineData("2.9 Ah", "--capacity: '2.9 Ah' is no number; write it as 2.9.")]
    [InlineData("much", "--capacity: 'much' is no number; write it as 2.9.")]
    public void An_options_number_that_can_be_read_in_two_ways_is_asked_for(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<UserError>(() => NumberOption.Read("--capacity", text)).Message);

    [Fact]
    public void Columns_may_have_commas_in_their_names()
    {
        IReadOnlyDictionary<Quantity, string> columns = PairsOption.Columns("time=Time (s),current=Current (A), avg,temperature=-");
        Assert.Equal("Current (A), avg", columns[Quantity.Current]);
        Assert.Equal("-", columns[Quantity.Temperature]);
        Assert.Equal(
            "--columns: 'speed=x' is not one of time, date, voltage, current, outgoing, temperature, charge, charged, discharged, soc, "
                + "mode with = and a column's name.",
            Assert.Throws<UserError>(() => PairsOption.Columns("speed=x")).Message);
        Assert.Equal(
            "--units: 'furlong' is no unit of time; import knows s, ms, us, ns, min, h, d, h:min, min:s.",
            Assert.Throws<UserError>(() => PairsOption.Units("time=furlong")).Message);
    }
}
