using System.Globalization;
using System.IO.Pipes;
using System.Text;
using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Import;

/// <summary>Logs that contradict themselves are refused with the option that mends them; nothing is written of them.</summary>
public sealed class ContradictionTests : IDisposable
{
    private static readonly ImportOptions Options = new() { CapacityAh = KnownLog.CapacityAh };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_charge_column_against_the_current() => Refused(
        "time_s,voltage_v,current_a,temperature_c,charge_ah", row => F($"{row.TimeS},{row.VoltageV:F4},{row.CurrentA},25,{-row.ChargeAh}"),
        "the charge in column 'charge_ah' runs against the current; say the current's sign with --discharge positive, or leave the column "
            + "out with --columns charge=-.");

    [Fact]
    public void A_charge_column_that_counts_sixty_times_what_flows_is_a_time_in_minutes()
    {
        string Line(KnownLog.Row row) =>
            F($"{row.TimeS / 60},{row.VoltageV:F4},{row.CurrentA},25.{(int)(row.TemperatureC * 10) - 250},{row.ChargeAh}");
        Refused(
            "Time (s),Voltage,Current,Temperature,Ah", Line,
            "column 'Ah' counts 1.455 Ah where current x time makes 0.024 Ah; mend --units time=, current= or charge=, or leave the "
                + "counter out with --columns charge=-.");

        // Where the heading says no unit, the counter does.
        ImportReport report = LogImporter.Look([Write("Time,Voltage,Current,Temperature,Ah", Line)], Options);
        Assert.Equal("91 rows, 1.5 h, 3.77 to 4.16 V, -0.02 Ah, discharge negative", report.Sentence);
        Assert.Contains("time 'Time' (min)", report.Details[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Three_thousand_nine_hundred_volts()
    {
        Refused(
            "time_s,voltage_v,current_a,temperature_c", row => F($"{row.TimeS},{row.VoltageV * 1000:F0},{row.CurrentA},25"),
            "3977 V in column 'voltage_v' is no battery's; if it is in millivolts, say --units voltage=mV.");
        string silent = Write(
            "time_s,Voltage,Current (A),temperature_c",
            row => F($"{row.TimeS},{row.VoltageV * 1000:F0},{row.CurrentA},{row.TemperatureC}"));
        KnownLog.AssertSame(LogImporter.Read([silent], Options).Rows);
        Refused(
            "time_s,Voltage,Current,temperature_c", row => F($"{row.TimeS},{row.VoltageV * 1000:F0},{row.CurrentA * 1000},25"),
            "1450 in column 'Current' may be amperes or milliamperes; say it with --units current=A or current=mA.");
    }

    [Fact]
    public void A_state_of_charge_of_150_percent() => Refused(
        "Time (s),Voltage (V),Current (A),Temperature (C),SOC (%)", row => F($"{row.TimeS},{row.VoltageV:F4},{row.CurrentA},25,150"),
        "a state of charge of 150 % in column 'SOC (%)' is none; leave the column out with --columns soc=-, or name another.");

    [Fact]
    public void A_state_of_charge_that_moves_while_nothing_is_counted() => Refused(
        "Time (s),Voltage (V),Current (mA),Temperature (C),SOC (%)",
        row => F($"{row.TimeS},{row.VoltageV:F4},{row.CurrentA},25,{100 + row.ChargeAh / KnownLog.CapacityAh * 100:F1}"),
        "the logger's state of charge moves by 25.4 % while current x time makes 0.001 Ah of 2.9; mend --units time= or current=, "
            + "--capacity or --columns current=, "
        + "or leave the column out with --columns soc=-.");

    [Fact]
    public void A_state_of_charge_that_falls_on_a_charge() => Refused(
        "Time (s),Voltage (V),Current (A),Temperature (C),SOC (%)",
        row => F($"{row.TimeS},{row.VoltageV:F4},{row.CurrentA},25,{50 - row.ChargeAh / KnownLog.CapacityAh * 100:F1}"),
        "the sign of the current contradicts the rest of the log (its voltage, state of charge, counters or mode); "
        + "say which sign discharges with --discharge negative or --discharge positive.");

    [Fact]
    public void A_charge_that_never_counts()
    {
        Refused(
            "Time (s),Voltage (V),Current (A),Temperature (C)", row => F($"{row.TimeS},{row.VoltageV:F4},0,25"),
            "to 4.164 V; name the right column with --columns current=NAME.");

        // Minutes taken for seconds: a whole discharge of which nothing is counted.
        Refused(
            "Time,Voltage (V),Current (A),Temperature (C)", row => F($"{row.TimeS / 60},{4.2 - row.TimeS / 4500:F4},-1.45,25"),
            "the voltage goes from 3 to 4.2 V while current x time makes 0.036 Ah of 2.9; the time's unit is not said: say it with "
                + "--units time=s (or ms, min, h).");

        // Amperes under a heading of milliamperes.
        Refused(
            "Time (s),Voltage (V),Current (mA),Temperature (C)", row => F($"{row.TimeS},{4.2 - row.TimeS / 9000:F4},-1.45,25"),
            "the voltage goes from 3.6 to 4.2 V while the current, at most 0.001 A, makes 0.002 Ah of 2.9; mend --units current= or "
                + "--capacity, or name another column with --columns current=NAME.");
    }

    [Fact]
    public void Labels_beyond_0_and_100_percent()
    {
        Refused(
            "Time (s),Voltage (V),Current (A),Temperature (C)", row => F($"{row.TimeS},{row.VoltageV:F4},{-row.CurrentA},25"),
            "counted from 100 %, the state of charge goes to 125.417 % of 2.9 Ah; mend --initial-soc, --capacity (of one cell), "
                + "--parallel, --discharge, "
            + "or --units time= and current=.",
            options: Options with { Discharge = CurrentSign.Negative });
        Refused(
            "Time (s),Voltage (V),Current (A),Temperature (C)", row => F($"{row.TimeS},{row.VoltageV:F4},{row.CurrentA},25"),
            "counted from 20 %, the state of charge goes to -5.", options: Options with { InitialSocPercent = 20 });
    }

    [Fact]
    public void A_current_that_no_cell_gives() => Refused(
        "Time (s),Voltage (V),Current (A),Temperature (C)", row => F($"{row.TimeS},{row.VoltageV:F4},{row.CurrentA * 100},25"),
        "145 A in column 'Current (A)' is 50 times the capacity of 2.9 Ah an hour, which no cell gives; mend --capacity (of one cell), "
            + "--parallel or --units current=.");

    [Fact]
    public void A_current_of_which_nothing_tells_the_sign() => Refused(
        "Time (s),Voltage (V),Current (A),Temperature (C)", row => F($"{row.TimeS},3.9,{Math.Abs(row.CurrentA)},25"),
        "nothing in the log shows whether a positive current discharges or charges; say it with --discharge negative or --discharge "
            + "positive if it does one alone; if it does both, name the column that says which with --columns mode=NAME.");

    [Fact]
    public void Times_in_which_nothing_is_known_are_asked_for_and_rests_are_not()
    {
        var text = new StringBuilder("Time (s),Voltage (V),Current (A),Temperature (C)\n");
        foreach (KnownLog.Row row in KnownLog.Rows)
        {
            // A day passes within the rest.
            text.Append(
                CultureInfo.InvariantCulture,
                $"{row.TimeS + (row.TimeS > 2100 ? 86400 : 0)},{row.VoltageV:F4},{row.CurrentA},{row.TemperatureC}\n");
        }

        ImportReport report = LogImporter.Look([folder.Write("rest.csv", text.ToString())], Options);
        Assert.Equal("91 rows, 25.5 h, 3.77 to 4.16 V, -0.02 Ah, discharge negative", report.Sentence);
        Assert.Contains("gaps counted as rest: 1, together 24.0 h", report.Details);
        Refused(
            "Time (s),Voltage (V),Current (A),Temperature (C)",
            row => F($"{row.TimeS + (row.TimeS > 600 ? 5000 : 0)},{row.VoltageV:F4},{row.CurrentA},25"),
            "once rows are more than 1,000 s apart (up to 5,060 s, first before line 13), and nothing says what flowed meanwhile; "
            + "if the current ran on, say --max-gap 5060; if the battery rested, --gaps rest.");
    }

    [Fact]
    public void Single_bad_rows_are_left_out_counted_and_limited()
    {
        string Line(KnownLog.Row row) =>
            row.TimeS is 600 or 660
                ? F($"{row.TimeS},oops,{row.CurrentA},25")
                : row.TimeS == 1200
                ? F($"{row.TimeS},65.535,{row.CurrentA},25")
                : F($"{row.TimeS},{row.VoltageV:F4},{row.CurrentA},25");
        ImportReport report = LogImporter.Look([Write("Time (s),Voltage (V),Current (A),Temperature (C)", Line)], Options);
        Assert.Equal("88 rows, 1.5 h, 3.77 to 4.16 V, -0.02 Ah, discharge negative", report.Sentence);
        Assert.Equal(
            "3 rows skipped: 1 with an impossible voltage (line 22), 2 without a voltage (line 12: 'oops')", report.Details[^1]);
        Refused(
            "Time (s),Voltage (V),Current (A),Temperature (C)",
            row => row.TimeS % 600 == 0 ? F($"{row.TimeS},oops,{row.CurrentA},25") : F($"{row.TimeS},{row.VoltageV:F4},{row.CurrentA},25"),
            "of 91 rows too many cannot be read; 10 rows skipped: 10 without a voltage (line 2: 'oops'): "
            + "mend the log, name other columns with --columns, or allow them with --max-bad-rows.");
    }

    [Fact]
    public void What_import_cannot_know_is_asked_for()
    {
        (string Heading, Func<KnownLog.Row, string> Line, string Sentence)[] cases =
        [
            ("Time,Voltage,Current,Temperature", row => F($"{row.TimeS / 3600:F5},{row.VoltageV:F4},{row.CurrentA},25"),
                "the times in column 'Time' are 0.01667 apart, which tells no unit; say it with --units time=s (or ms, min, h, d)."),
            ("Time (s),Voltage,Current,Temperature", row => F($"{1.77e12 + row.TimeS * 1000},{row.VoltageV:F4},{row.CurrentA},25"),
                "1770000000000 in column 'Time (s)' is a time in ms since 1970, not in s; say --units time=ms."),
            ("Time,Voltage,Current,Temperature",
                row => F($"{(int)row.TimeS / 3600}:{(int)row.TimeS / 60 % 60:00},{row.VoltageV:F4},{row.CurrentA},25"),
                "times such as '1:30' in column 'Time' may be hours and minutes or minutes and seconds; say it with --units time=h:min or "
                    + "time=min:s."),
            ("Time,Voltage,Current,Temperature", row => F($"03/04/2026 {(int)row.TimeS / 3600}:00:00,{row.VoltageV:F4},{row.CurrentA},75"),
                "75 in column 'Temperature' is no cell's temperature in degC; say --units temperature=degF (or degC, if the cell was that "
                    + "hot; a state of charge is none), "
                + "name another with --columns temperature=NAME, or give one for all rows with --temperature DEGC."),
            ("Time,Cell 1 Voltage,Cell 2 Voltage,Current,Temperature", row => F($"{row.TimeS},3.9,3.9,{row.CurrentA},25"),
                "has no column that import knows as the voltage; it has Time, Cell 1 Voltage, Cell 2 Voltage, Current, Temperature: name "
                    + "it with --columns voltage=NAME."),
            ("Time,Voltage,Current,Ambient Temp", row => F($"{row.TimeS},3.9,{row.CurrentA},25"),
                "has no column that import knows as the temperature; it has Time, Voltage, Current, Ambient Temp: name it with --columns "
                    + "temperature=NAME, "
                + "or give one temperature for all rows with --temperature DEGC."),
            ("Time,Shunt Voltage A,Shunt Voltage B,Current,Temperature", row => F($"{row.TimeS},3.9,3.9,{row.CurrentA},25"),
                "has 2 columns that may be the voltage: 'Shunt Voltage A' (#2) and 'Shunt Voltage B' (#3); choose one with --columns "
                    + "voltage=#2."),
            ("Time,Voltage,Current,Temperature", row => F($"{row.TimeS},3,90,-1,45,25,1"),
                "has about twice as many cells in its rows as headings: decimal commas between commas cannot be told apart; export it "
                    + "with semicolons or tabs between the columns."),
            ("1,2,3,4", row => F($"{row.TimeS},{row.VoltageV:F4},{row.CurrentA},25"),
                "has no line of headings; say what its 4 columns hold: --columns time=#1,voltage=#2,current=#3,temperature=#4."),
            ("Time;Voltage;Current;Temperature", row => F($"{row.TimeS};3,90;-1.45;25.1"),
                "has numbers with a decimal point and numbers with a decimal comma; say which is right with --decimal point or --decimal "
                    + "comma."),
            ("Time,Voltage,Current,Temperature", row => F($"soon,{row.VoltageV:F4},{row.CurrentA},25"),
                "'soon' in column 'Time' is neither a number nor a time nor a date; name the time's column with --columns time=NAME."),
            ("Time,Voltage,Current,Temperature",
                row => F($"{(int)(row.TimeS / 60) % 60:00}:{row.TimeS % 60:00.0},{row.VoltageV:F4},{row.CurrentA},25"),
                "'00:00.0' in column 'Time' are minutes and seconds without the hours, as a spreadsheet shows and saves a time; have it "
                    + "show h:mm:ss and save it again."),
            ("Time,Voltage,Current,Temperature",
                row => row.TimeS == 600 ? "x,\"3.9," + new string('7', 30000) : F($"{row.TimeS},{row.VoltageV:F4},{row.CurrentA},25"),
                "a quotation mark is opened that nothing closes; mend the line."),
            ("Story", _ => "Once upon a time there was a battery.",
                "has no table that import can see: a line of headings and rows of numbers below it, with commas, semicolons, tabs or '|' "
                    + "between them."),
        ];
        Assert.All(cases, entry => Refused(entry.Heading, entry.Line, entry.Sentence));
    }

    [Fact]
    public void A_pipe_is_refused_with_the_way_out()
    {
        Skip.Unless(OperatingSystem.IsLinux(), "needs Linux, which gives a pipe a name by its number");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        string name = $"/proc/self/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}";

        Assert.Equal(
            $"'{name}' is a pipe, which gives its bytes once, and is read more than once here: write it to a file first.", Refusal(name));
    }

    [Fact]
    public void Foreign_files_are_refused_with_the_way_to_one_that_is_read()
    {
        Assert.EndsWith(
            "save the sheet of the records as CSV.", Refusal(folder.Write("a.csv", "PK\u0003\u0004rest")), StringComparison.Ordinal);
        Assert.EndsWith("unpack it first.", Refusal(folder.Write("a.gz", [0x1F, 0x8B, 8])), StringComparison.Ordinal);
        Assert.EndsWith(
            "export it as text (.mpt) in EC-Lab or BT-Lab.", Refusal(folder.Write("a.mpr", "BIO-LOGIC MODULAR FILE\u001a")),
            StringComparison.Ordinal);
        Assert.EndsWith(
            "export the channel as CSV in MITS.", Refusal(folder.Write("a.res", "\0\u0001\0\0Standard Jet DB\0")),
            StringComparison.Ordinal);
        Assert.EndsWith("is empty.", Refusal(folder.Write("a.csv", "")), StringComparison.Ordinal);
        Assert.EndsWith("is empty.", Refusal(folder.Write("a.csv", "\r\n\r\n")), StringComparison.Ordinal);
        Assert.EndsWith(
            "has no rows with readings.",
            Refusal(
                folder.Write(
                    "a.csv", "created_at,entry_id,field1,field2,field3\n2026-01-31 08:00:00 UTC,1,,,\n2026-01-31 08:00:15 UTC,2,,,\n")),
                    StringComparison.Ordinal);
        Assert.Equal("There is no file 'nowhere.csv'.", Refusal("nowhere.csv"));
        foreach (string text in (string[])["{\"feeds\":[", "{\"t\":0}\n{\"t\":1}\n"])
        {
            string refusal = Refusal(folder.Write("a.json", text));
            Assert.Contains("is not one JSON text, such as a ThingSpeak channel gives (", refusal, StringComparison.Ordinal);
            Assert.EndsWith("); get that again, or export other logs as CSV.", refusal, StringComparison.Ordinal);
        }

        Assert.Contains("has no 'feeds';", Refusal(folder.Write("a.json", "{}")), StringComparison.Ordinal);
    }

    private void Refused(
        string heading, Func<KnownLog.Row, string> line, string sentence, ImportOptions? options = null)
    {
        string path = Write(heading, line), target = folder.File("cycle.csv");
        string message = Assert.Throws<UserError>(() => LogImporter.Import([path], target, options ?? Options)).Message;
        Assert.Contains(sentence, message, StringComparison.Ordinal);
        Assert.Equal(["log.csv"], folder.Content().Keys.Where(name => name is not "rest.csv"));
    }

    private static string Refusal(string path) => Assert.Throws<UserError>(() => LogImporter.Look([path], Options)).Message;

    private string Write(string heading, Func<KnownLog.Row, string> line) =>
        folder.Write("log.csv", heading + "\n" + string.Concat(KnownLog.Rows.Select(row => line(row) + "\n")));

    private static string F(FormattableString text) => FormattableString.Invariant(text);
}
