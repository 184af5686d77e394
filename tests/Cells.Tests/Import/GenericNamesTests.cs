using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Import;

/// <summary>The known log under names that people give their columns.</summary>
public sealed class GenericNamesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Letters_of_formulas_where_a_second_t_has_the_unit_of_a_time() =>
        Same("t_s,U,I,T", row => FormattableString.Invariant($"{row.TimeS},{row.VoltageV},{row.CurrentA},{row.TemperatureC}"));

    [Fact]
    public void Units_behind_a_preposition() => Same(
        "t in min;U in V;I in mA;T in °C",
        row => FormattableString.Invariant($"{row.TimeS / 60:R};{row.VoltageV};{row.CurrentA * 1000};{row.TemperatureC}"));

    [Fact]
    public void A_testers_table_of_which_columns_were_left_out() => Same(
        "Test_Time(s),Current(A),Voltage(V),Aux_Temperature_1(C)",
        row => FormattableString.Invariant($"{row.TimeS},{row.CurrentA},{row.VoltageV},{row.TemperatureC}"));

    [Theory]
    [InlineData("Charge current (A)", "Discharge current (A)", 1, 1, "0")]
    [InlineData("Ladestrom [A]", "Entladestrom [mA]", 1, 1000, "")]
    [InlineData("Charging (mA)", "Discharging (mA)", 1000, -1000, "0.0")]
    [InlineData("pack.chg_current_a", "pack.dsg_current_a", 1, 1, "")]
    public void Current_in_a_column_for_each_way_is_one_current(string into, string outOf, double inScale, double outScale, string none)
    {
        ImportReport report = Same(
            $"Record Time (s);Voltage (V);{into};{outOf};Temperature (C);Charge Current Limit (A)",
            row => FormattableString.Invariant(
                $"{row.TimeS};{row.VoltageV};{(row.CurrentA > 0 ? row.CurrentA * inScale : none)};")
                + FormattableString.Invariant($"{(row.CurrentA <= 0 ? -row.CurrentA * outScale : none)};{row.TemperatureC};2.9"));

        Assert.Contains(report.Details, line => line.Contains($"current '{into}' less '{outOf}'", StringComparison.Ordinal));
        Assert.EndsWith("discharge negative", report.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#3", "'Charge current (A)' has the current one way only, 'Discharge current (A)' the other way")]
    [InlineData("Discharge current (A)", "'Discharge current (A)' has the current one way only, 'Charge current (A)' the other way")]
    public void Half_of_a_current_is_refused_with_the_way_to_the_whole(string named, string sentence)
    {
        const string Heading = "time_s,voltage_v,Charge current (A),Discharge current (A),temperature_c\n";
        string path = folder.Write("halves.csv", Heading + string.Concat(
            KnownLog.Rows.Select(row => FormattableString.Invariant(
                $"{row.TimeS},{row.VoltageV},{Math.Max(0, row.CurrentA)},{Math.Max(0, -row.CurrentA)},{row.TemperatureC}\n"))));
        var options = new ImportOptions { CapacityAh = KnownLog.CapacityAh, Columns = PairsOption.Columns($"current={named}") };
        UserError refused = Assert.Throws<UserError>(() => LogImporter.Read([path], options));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("name both, with --columns current=#3,outgoing=#4.", refused.Message, StringComparison.Ordinal);
        KnownLog.AssertSame(LogImporter.Read(
            [path], options with { Columns = PairsOption.Columns("current=#3,outgoing=#4") }).Rows);
    }

    [Fact]
    public void Letters_alone_where_the_time_is_small_and_the_temperature_is_not() =>
        Same("t,V,I,T", row => FormattableString.Invariant($"{row.TimeS},{row.VoltageV},{row.CurrentA},{row.TemperatureC}"));

    [Fact]
    public void A_charge_in_percent_is_a_state_of_charge_and_no_counter()
    {
        ImportReport report = Same(
            "time_s,voltage_v,current_a,temperature_c,Charge (%)",
            row => FormattableString.Invariant(
                $"{row.TimeS},{row.VoltageV},{row.CurrentA},{row.TemperatureC},{100 + row.ChargeAh / KnownLog.CapacityAh * 100:F1}"));

        Assert.Contains(report.Details, line => line.Contains("begins at 100 % (the logger's state of charge)", StringComparison.Ordinal));
    }

    private ImportReport Same(string heading, Func<KnownLog.Row, string> line)
    {
        string path = folder.Write("log.csv", heading + "\n" + string.Concat(KnownLog.Rows.Select(row => line(row) + "\n")));
        (ImportReport report, IReadOnlyList<CycleRow> rows) =
            LogImporter.Read([path], new ImportOptions { CapacityAh = KnownLog.CapacityAh });
        KnownLog.AssertSame(rows);
        return report;
    }
}
