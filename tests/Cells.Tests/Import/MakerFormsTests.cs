using System.Globalization;
using System.Text;
using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Options;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Import;

/// <summary>The known log in the form of each maker's export, with the headings that public readers of those exports name.</summary>
public sealed class MakerFormsTests : IDisposable
{
    private static readonly DateTime Start = new(2026, 1, 31, 22, 50, 0, DateTimeKind.Utc);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Arbin_with_its_counters_of_both_directions() => Same(
        "Arbin",
        "Data_Point,Test_Time(s),Date_Time,Step_Time(s),Step_Index,Cycle_Index,Current(A),Voltage(V),Charge_Capacity(Ah),"
            + "Discharge_Capacity(Ah),Aux_Temperature_1(C)\n",
        (row, k) =>
            F($"{k + 1},{row.TimeS:F4},{Date(row):MM/dd/yyyy HH:mm:ss},{row.TimeS % 600:F4},1,1,{row.CurrentA:F6},{row.VoltageV:F6},")
                + F($"{row.ChargedAh:F6},{row.DischargedAh:F6},{row.TemperatureC:F3}\n"));

    [Fact]
    public void Neware_in_milliamperes_with_a_clock_beyond_a_day_not_needed_for_step_time() => Same(
        "Neware",
        "DataPoint,Cycle Index,Step Index,Step Type,Time,Total Time,Current(mA),Voltage(V),Capacity(mAh),Chg. Cap.(mAh),DChg. "
            + "Cap.(mAh),Date,T1(℃)\n",
        (row, k) =>
            F($"{k + 1},1,1,{Step(row)},{Clock(row.TimeS % 1800)},{Clock(row.TimeS)},{row.CurrentA * 1000:F2},{row.VoltageV:F4},0,")
                + F($"{row.ChargedAh * 1000:F3},{row.DischargedAh * 1000:F3},{Date(row):yyyy-MM-dd HH:mm:ss},{row.TemperatureC:F1}\n"));

    [Fact]
    public void Neware_nested_in_three_levels() => Same(
        "Neware",
        "Cycle Index,Chg. Cap.(Ah),DChg. Cap.(Ah)\n,Step Index,Step Number,Step Type,Step Time,Capacity(Ah)\n,,DataPoint,Time,Total "
            + "Time,Current(A),Voltage(V),Capacity(Ah),Energy(Wh),Date,T1(?)\n1,0.2,0.3\n,1,1,CC DChg,00:30:00,0.7\n",
        (row, k) => (k == 31 ? ",2,2,Rest,00:10:00,0\n" : "")
            + F($",,{k + 1},{Clock(row.TimeS)},{Clock(row.TimeS)},{row.CurrentA:F5},{row.VoltageV:F4},")
            + F($"{(row.CurrentA < 0 ? row.DischargedAh : row.ChargedAh):F6},0.0,{Date(row):yyyy-MM-dd HH:mm:ss},{row.TemperatureC:F2}\n"));

    [Fact]
    public void Maccor_with_days_before_the_clock_and_a_current_without_a_sign() => Same(
        "Maccor",
        "Today's Date:\t14 December 2020\tDate of Test:\t11 December 2020, 12:22:12 PM\n    Filename:\tx\tTester "
            + "Channel:\t1\n\nRec#\tCyc#\tStep\tTestTime\tStepTime\tAmp-hr\tWatt-hr\tAmps\tVolts\tState\tES\tDPt Time\tAux #1\t Units\n",
        (row, k) =>
            F($"{k}\t0\t2\t  {row.TimeS / 86400:0}d {Clock(row.TimeS)}.0001\t  0d ")
                + F($"00:00:05\t{Math.Abs(row.ChargeAh):F5}\t0.1\t{Math.Abs(row.CurrentA):F5}\t{row.VoltageV:F5}\t{row.Mode}\t1\t")
                + F($"{Date(row):MM/dd/yyyy HH:mm:ss}\t{row.TemperatureC:F5}\t C  \n"),
        new ImportOptions
        {
            Columns =
            new Dictionary<NanoBms.Cells.Import.Columns.Quantity, string> { [NanoBms.Cells.Import.Columns.Quantity.Charge] = "-" }
        });

    [Fact]
    public void Maccor_with_minutes_that_only_the_clock_on_the_wall_tells() => Same(
        "Maccor",
        "Name:\tx\nChannel:\t53\n\nRec\tCycle P\tCycle C\tStep\tTestTime\tStepTime\tCurrent [A]\tVoltage [V]\tMd\tES\tDPT Time\tTemp 1\n",
        (row, k) =>
            (F($"{k}\t0\t1\t1\t{row.TimeS / 60:F6}\t{row.TimeS / 60:F6}\t{Math.Abs(row.CurrentA):F8}\t{row.VoltageV:F4}\t")
                + F($"{row.Mode}\t1\t{Date(row):M/d/yyyy h:mm:ss tt}\t{row.TemperatureC:F2}\n")).Replace('.', ','));

    [Fact]
    public void BioLogic_with_header_lines_and_milliamperes() => Same(
        "BioLogic",
        "EC-Lab ASCII FILE\nNb header lines : 6\n\nGalvanostatic Cycling\nmode : "
            + "1\nmode\tox/red\ttime/s\tEcell/V\tI/mA\t(Q-Qo)/mA.h\tTemperature/°C\n",
        (row, _) =>
            F($"1\t0\t{row.TimeS:E6}\t{row.VoltageV:E7}\t{row.CurrentA * 1000:E7}\t{row.ChargeAh * 1000:E7}\t{row.TemperatureC:E7}\n"),
        encoding: Encoding.Latin1);

    [Fact]
    public void Basytec_with_tildes_and_hours() => Same(
        "Basytec",
        "~Resultfile from Basytec Battery Test System\n~Start of Test: 31.01.2026 "
            + "22:50:00\n~\n~Time[h]\tDataSet\tDateTime\tt-Step[h]\tLine\tCommand\tU[V]\tI[A]\tAh[Ah]\tT1[°C]\n",
        (row, k) =>
            F($"{row.TimeS / 3600:F6}\t{k + 1}\t{Date(row):dd.MM.yyyy HH:mm:ss}\t0\t1\t")
                + F($"{(row.CurrentA < 0 ? "Discharge" : row.CurrentA > 0 ? "Charge" : "Pause")}\t{row.VoltageV:F4}\t{row.CurrentA:F5}\t")
                + F($"{row.ChargeAh:F6}\t{row.TemperatureC:F2}\n"),
        encoding: Encoding.Latin1);

    [Fact]
    public void Novonix_with_sections() => Same(
        "Novonix",
        "[Summary]\nNovonix UHPC Data File\nStarted: 2026-01-31 10:50:00 PM\n[End Summary]\n[Data]\nDate and Time,Cycle Number,Step "
            + "Type,Run Time (h),Step Time (h),Current (A),Potential (V),Capacity (Ah),Temperature (°C),Circuit Temperature (°C)\n",
        (row, _) =>
            F($"{Date(row):yyyy-MM-dd h:mm:ss tt},1,2,{row.TimeS / 3600:F7},0.1,{row.CurrentA:F6},{row.VoltageV:F6},{row.ChargeAh:F7},")
                + F($"{row.TemperatureC:F2},31.0\n"));

    [Fact]
    public void Pec_in_millivolts_below_a_table_of_its_own() => Same(
        "PEC",
        "Request Year:,2019\nTest:,187\n#RESULTS CHECK\nReqYear,Test,CellNr,Type,Value,Reason,\n2019,187,1,1,3272,3,\n#END RESULTS "
            + "CHECK\nTest,Cell,Step,Cycle,Total Time (Seconds),Load On Time (Seconds),Step Time (Seconds),Real Time,Voltage (mV),Current "
            + "(mA),Charge Capacity (mAh),Discharge Capacity (mAh),ReasonCode,Temperature (C)\n",
        (row, _) =>
            F($"187,1,1,1,{row.TimeS:F1},0,0,{Date(row):MM/dd/yyyy HH:mm:ss},{row.VoltageV * 1000:F2},{row.CurrentA * 1000:F2},")
                + F($"{row.ChargedAh * 1000:F3},{row.DischargedAh * 1000:F3},0,{row.TemperatureC:F2}\n"));

    [Fact]
    public void Digatron_as_in_the_LG_set() => Same(
        "Digatron",
        "\r\n\r\nMeasurement ID,602\r\nBattery Name,LG HG2\r\nNominal Capacity, 3\r\n\r\n\0\r\nTime Stamp,Step,Status,Prog Time,Step "
            + "Time,Cycle,Cycle Level,Procedure,Voltage,Current,Temperature,Capacity,WhAccu,Cnt,\r\n,,,,,,,,[V],[A],[C],[Ah],[Wh],[Cnt],"
            + "\r\n",
        (row, _) =>
            F($"{Date(row):M/d/yyyy h:mm:ss tt},3,{(row.CurrentA < 0 ? "DCH" : row.CurrentA > 0 ? "CHA" : "PAU")},")
                + F($"{Clock(row.TimeS + 90000)}.968,00:00:59.999,0,0,NN,{row.VoltageV:F5},{row.CurrentA:F5},{row.TemperatureC:F5},")
                + F($"{row.ChargeAh:F5},0.00000,1.00000,\r\n"));

    [Fact]
    public void Digatron_with_number_signs_before_units_and_zones() => Same(
        "Digatron",
        "Timestamp;Step;Status;Program Duration#s;Step Duration#s;Voltage#V;Current#A;AhCha#Ah;AhDch#Ah;T1#°C\n",
        (row, _) =>
            F($"{Date(row):yyyy-MM-dd HH:mm:ss}.000+01:00;1;CHA;{row.TimeS:F3};0;{row.VoltageV:F5};{row.CurrentA:F5};{row.ChargedAh:F5};")
                + F($"{row.DischargedAh:F5};{row.TemperatureC:F2}\n"));

    [Fact]
    public void Landt_below_lines_of_commas() => Same(
        "Landt",
        "cell model:,,,,,,,,\ntest: ,,,,,,,,\nchannel_index,cycle_index,step_index,date_time_iso_string,test_time_s,current_A,voltage_V,"
            + "discharge_capacity_Ah,charge_capacity_Ah,temperature_1_C,step_name\n",
        (row, k) =>
            F($"{k + 1},1,1,{Date(row):MM/dd/yyyy HH:mm:ss},{row.TimeS:F3},{row.CurrentA:F4},{row.VoltageV:F4},{row.DischargedAh:F5},")
                + F($"{row.ChargedAh:F5},{row.TemperatureC:F2},x,\n"));

    [Fact]
    public void Bdf_with_its_labels() => Same(
        "BDF",
        "Test Time / ms,Voltage / mV,Current / mA,Ambient Temperature / K,Charging Capacity / Ah,Discharging Capacity / Ah\n",
        (row, _) =>
            F($"{row.TimeS * 1000:F0},{row.VoltageV * 1000:F3},{row.CurrentA * 1000:F3},{row.TemperatureC + 273.15:F2},{row.ChargedAh:F6},")
                + F($"{row.DischargedAh:F6}\n"));

    [Fact]
    public void Bdf_with_its_machine_names() => Same(
        "BDF",
        "test_time_second,voltage_volt,current_ampere,temperature_t1_celsius\n",
        (row, _) => F($"{row.TimeS},{row.VoltageV},{row.CurrentA},{row.TemperatureC}\n"));

    [Fact]
    public void Battmo_whose_positive_current_discharges_as_its_step_type_says() => Same(
        "BDF",
        "Test Time / h,Current / A,Voltage / V,Step Type / 1,Temperature T1 / degC\n",
        (row, _) => F($"{row.TimeS / 3600:R},{-row.CurrentA},{row.VoltageV},{Step(row)},{row.TemperatureC}\n"));

    [Fact]
    public void Victron_vrm_with_three_heading_lines() => Same(
        "Victron VRM",
        "timestamp,Battery Monitor [258],Battery Monitor [258],Battery Monitor [258],Solar Charger [260]\n,Voltage,Current,Battery "
            + "temperature,PV power\n,V,A,°C,W\n",
        (row, _) => F($"{Date(row):yyyy-MM-dd HH:mm:ss},{row.VoltageV * 4:F4},{row.CurrentA * 2:F4},{row.TemperatureC:F1},120\n"),
        new ImportOptions { Series = 4, Parallel = 2 });

    [Fact]
    public void Victron_ve_direct_in_millivolts_under_a_remark() => Same(
        "Victron VE.Direct",
        "# date/time, mV, mA, W, %charge (x10), time-left (sec), degrees C, alarm-reason\n",
        (row, _) =>
            F($"{Date(row):yyyy-MM-dd-HH:mm:ss}, {row.VoltageV * 4000:F0}, {row.CurrentA * 1000:F0}, -318, 939, 14400, ")
                + F($"{row.TemperatureC:F1}, 0\n"),
        new ImportOptions { Series = 4 });

    [Fact]
    public void Jk_with_milliseconds_behind_a_colon() => Same(
        "JK",
        "Time,Total Voltage(V),Current(A),SOC(%),MOS Temp(C),Battery T1(C)\n",
        (row, _) =>
            F($"{Date(row):yyyy/MM/dd HH:mm:ss}:000,{row.VoltageV * 16:F3},{row.CurrentA:F3},{100 + row.ChargeAh / 2.9 * 100:F1},40.0,")
                + F($"{row.TemperatureC:F1}\n"),
        new ImportOptions { Series = 16 });

    [Fact]
    public void Daly_with_a_positive_current_that_discharges() => Same(
        "Daly",
        "Time,Cumulative voltage(V),Current(A),SOC(%),Temperature 1,Cell 1 voltage(mV)\n",
        (row, _) =>
            F($"{Date(row):yyyy-MM-dd HH:mm:ss},{row.VoltageV * 16:F3},{-row.CurrentA:F3},{100 + row.ChargeAh / 2.9 * 100:F1},")
                + F($"{row.TemperatureC:F1},3300\n"),
        new ImportOptions { Series = 16 });

    [Fact]
    public void ThingSpeak_as_csv_and_as_json()
    {
        Same(
            "ThingSpeak",
            "created_at,entry_id,field1,field2,field3,latitude\n",
            (row, k) => F($"{Date(row):yyyy-MM-dd HH:mm:ss} UTC,{k + 1},{row.VoltageV:F4},{row.CurrentA:F4},{row.TemperatureC:F2},\n"));
        string feeds = string.Join(",", KnownLog.Rows.Select((row, k) =>
            F($$"""{"created_at":"{{Date(row):yyyy-MM-ddTHH:mm:ss}}Z","entry_id":{{k + 1}},"field1":"{{row.VoltageV:F4}}",""")
            + F($"\"field2\":\"{row.CurrentA:F4}\",\"field3\":\"{row.TemperatureC:F2}\"}}")));
        string path = folder.Write("feeds.json", $$"""{"channel":{"id":1},"feeds":[{{feeds}}]}""");
        KnownLog.AssertSame(LogImporter.Read([path], new ImportOptions { CapacityAh = KnownLog.CapacityAh }).Rows);
    }

    [Theory]
    [InlineData("sep=\n")]
    [InlineData("sep=\r\n")]
    [InlineData("sep=\"\n")]
    public void A_line_of_the_delimiter_that_says_none_is_left_out(string line)
    {
        string rows = string.Concat(KnownLog.Rows.Select((row, k) =>
            F($"{Date(row):yyyy-MM-dd HH:mm:ss},{row.VoltageV:F4},{row.CurrentA:F4},{row.TemperatureC:F2}\n")));
        string path = folder.Write("said.csv", line + "time,voltage (V),current (A),temperature (degC)\n" + rows);
        KnownLog.AssertSame(LogImporter.Read([path], new ImportOptions { CapacityAh = KnownLog.CapacityAh }).Rows);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("3\u00ff")]
    public void A_value_of_ThingSpeaks_json_that_is_no_text_is_a_row_that_is_left_out(string voltage)
    {
        string[] feeds = [.. KnownLog.Rows.Select((row, k) =>
            F($$"""{"created_at":"{{Date(row):yyyy-MM-ddTHH:mm:ss}}Z","entry_id":{{k + 1}},"field1":"{{row.VoltageV:F4}}",""")
            + F($"\"field2\":\"{row.CurrentA:F4}\",\"field3\":\"{row.TemperatureC:F2}\"}}"))];
        string wrong = feeds[5].Replace(F($"{KnownLog.Rows[5].VoltageV:F4}"), voltage, StringComparison.Ordinal);
        string path = folder.Write("feeds.json", "");

        // In Latin-1 a letter with an accent is one byte, which is no UTF-8.
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(
            $$"""{"channel":{"id":1},"feeds":[{{string.Join(",", [.. feeds[..5], wrong, .. feeds[6..]])}}]}"""));
        int rows = LogImporter.Read([path], new ImportOptions { CapacityAh = KnownLog.CapacityAh }).Rows.Count;
        Assert.Equal(KnownLog.Rows.Count - 1, rows);
    }

    [Fact]
    public void Home_assistant_with_all_states_of_one_sensor_before_those_of_the_next()
    {
        var text = new StringBuilder("entity_id,state,last_changed\n");
        foreach ((string entity, Func<KnownLog.Row, double> value) in new (string, Func<KnownLog.Row, double>)[]
        {
            ("sensor.pack_voltage", row => row.VoltageV), ("sensor.pack_temperature", row => row.TemperatureC),
            ("sensor.pack_current", row => row.CurrentA),
        })
        {
            foreach (KnownLog.Row row in KnownLog.Rows)
            {
                text.Append(CultureInfo.InvariantCulture, $"{entity},{value(row):F4},{Date(row):yyyy-MM-ddTHH:mm:ss}.000Z\n");
            }
        }

        string path = folder.Write("history.csv", text.ToString());
        KnownLog.AssertSame(LogImporter.Read([path], new ImportOptions { CapacityAh = KnownLog.CapacityAh }).Rows, chargeAh: 0.025);
    }

    [Fact]
    public void A_log_in_chinese_in_its_old_encoding() => Same(
        "Neware",
        "Record ID,总时间(s),电压(V),电流(A),容量(Ah),Capacity(Ah),温度(℃)\n",
        (row, k) => F($"{k + 1},{row.TimeS},{row.VoltageV:F4},{row.CurrentA:F4},0,{row.ChargeAh:F5},{row.TemperatureC:F2}\n"),
        encoding: CodePagesEncodingProvider.Instance.GetEncoding("GB18030"));

    [Fact]
    public void English_headings_of_which_one_sign_alone_is_in_the_old_chinese_encoding() => Same(
        "Neware",
        "Record ID,Step Type,Time(h:min:s.ms),Voltage(V),Current(mA),Capacity(mAh),Realtime,T1(℃)\n",
        (row, k) =>
            F($"{k + 1},{Step(row)},{Clock(row.TimeS)}.000,{row.VoltageV:F4},{row.CurrentA * 1000:F1},{row.ChargeAh * 1000:F2},")
                + F($"{Date(row):yyyy-MM-dd HH:mm:ss},{row.TemperatureC:F1}\n"),
        encoding: CodePagesEncodingProvider.Instance.GetEncoding("GB18030"));

    private void Same(
        string maker, string heading, Func<KnownLog.Row, int, string> line, ImportOptions? options = null, Encoding? encoding = null)
    {
        string text = heading + string.Concat(KnownLog.Rows.Select(line));
        string path = folder.Write("log.txt", (encoding ?? new UTF8Encoding(false)).GetBytes(text));
        (ImportReport report, IReadOnlyList<CycleRow> rows) =
            LogImporter.Read([path], (options ?? new ImportOptions()) with { CapacityAh = KnownLog.CapacityAh, InitialSocPercent = 100 });
        Assert.StartsWith(maker, report.Details[0], StringComparison.Ordinal);
        KnownLog.AssertSame(rows);
    }

    private static string F(FormattableString text) => FormattableString.Invariant(text);

    private static DateTime Date(KnownLog.Row row) => Start.AddSeconds(row.TimeS);

    private static string Clock(double seconds) => F($"{(int)seconds / 3600:00}:{(int)seconds / 60 % 60:00}:{(int)seconds % 60:00}");

    private static string Step(KnownLog.Row row) => row.CurrentA < 0 ? "CC DChg" : row.CurrentA > 0 ? "CC Chg" : "Rest";
}
