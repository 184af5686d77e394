using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Options;
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
