using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.ModelTrainer.Importing;

namespace NanoBms.ModelTrainer.Tests;

public sealed class ImportTests : IDisposable
{
    private static readonly Dictionary<string, string> NoColumns = [];

    private readonly string folder = Directory.CreateTempSubdirectory("nanobms").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_mat_file_of_the_panasonic_set_becomes_means_of_each_second()
    {
        string path = Write("m.mat", MatBytes.Struct(
            "meas",
            ("Time", [0.0, 0.4, 1.0, 1.5, 3.25]), ("Voltage", [4.0, 3.9, 3.8, 3.7, 3.6]), ("Current", [-1.0, -2.0, -3.0, 1.0, 0.0]),
            ("Battery_Temp_degC", [25, 25, 26, 26, 27]), ("Ah", [0.0, -0.001, -0.002, -0.0015, -0.0015]), ("Wh", [1])));

        Assert.Equal(
            """
            time_s,voltage_v,current_a,temperature_c,charge_ah
            0,3.9500,-1.5000,25.00,-0.00100
            1,3.7500,-1.0000,26.00,-0.00150
            3,3.6000,0.0000,27.00,-0.00150

            """.ReplaceLineEndings("\n"), CycleWriter.Csv(LogReader.Read(path, NoColumns), 100, null));
    }

    [Fact]
    public void Mat_files_that_are_none_damaged_or_others_are_refused()
    {
        byte[] good = MatBytes.Struct("meas", ("Time", [0, 1]), ("Voltage", [4, 4]));
        Refused(Write("a.mat", "hello"u8.ToArray()), "is not a little-endian MAT-file of level 5; save it in MATLAB with -v7 or older.");
        Refused(Write("b.mat", good[..^20]), "is damaged or cut short; get it anew.");
        Refused(Write("c.mat", good), "has no array 'meas.Current'; import reads the MAT-files of the Panasonic 18650PF set.");
        Refused(Write("d.mat", MatBytes.Struct("meas", ("Time", [0, 1]), ("Voltage", [4]), ("Current", [0, 0]), ("Battery_Temp_degC", [1, 1]), ("Ah", [0, 0]))), "the arrays of 'meas' differ in length; the file is damaged.");
    }

    [Fact]
    public void A_users_log_is_counted_where_it_has_no_charge()
    {
        // 2 A discharge for 30 minutes at one row a minute: 1 Ah out of 4, from 90 %. A gap of an hour moves nothing.
        string rows = string.Concat(Enumerable.Range(0, 31).Select(minute => FormattableString.Invariant($"{minute * 60};3.7;-2;21\n"))).Replace(';', ',') + "7000,3.7,0,21\n";
        string path = Write("log.csv", System.Text.Encoding.UTF8.GetBytes("Seconds,U,I,Temp\n" + rows));
        string csv = CycleWriter.Csv(LogReader.Read(path, new Dictionary<string, string> { ["voltage"] = "U" }), 90, 4);
        string target = Path.Combine(folder, "cycle.csv");
        File.WriteAllText(target, csv);
        Cycle cycle = CycleReader.Read(target);

        Assert.Equal(32, cycle.Length);
        Assert.Equal(0.90f, cycle.Soc(0, 4f), 1e-5f);
        Assert.Equal(0.65f, cycle.Soc(30, 4f), 1e-5f);
        Assert.Equal(0.65f, cycle.Soc(31, 4f), 1e-5f);
    }

    [Fact]
    public void Exports_of_a_channel_give_the_same_cycle_as_csv_and_as_json()
    {
        string csv = Write("feeds.csv",
            """
            created_at,entry_id,field1,field2,field3,field4,latitude
            2025-01-31 12:00:00 UTC,1,3.912,-1.250,21.40,71.2,
            2025-01-31 12:00:15 UTC,2,,,,,
            2025-01-31 12:00:30 UTC,3,3.900,-1.350,21.50,71.0,
            """u8.ToArray());
        string json = Write("feeds.json",
            """
            {"channel":{"id":1},"feeds":[
            {"created_at":"2025-01-31T12:00:00Z","entry_id":1,"field1":"3.912","field2":"-1.250","field3":"21.40"},
            {"created_at":"2025-01-31T12:00:15Z","entry_id":2,"field1":null,"field2":null,"field3":null},
            {"created_at":"2025-01-31T12:00:30Z","entry_id":3,"field1":"3.900","field2":"-1.350","field3":"21.50"}]}
            """u8.ToArray());
        string expected =
            """
            time_s,voltage_v,current_a,temperature_c,charge_ah
            0,3.9120,-1.2500,21.40,-0.60000
            30,3.9000,-1.3500,21.50,-0.61042

            """.ReplaceLineEndings("\n");

        Assert.Equal(expected, CycleWriter.Csv(LogReader.Read(csv, NoColumns), 70, 2));
        Assert.Equal(expected, CycleWriter.Csv(LogReader.Read(json, NoColumns), 70, 2));
    }

    [Theory]
    [InlineData("a.csv", "", "is empty.")]
    [InlineData("a.csv", "time,voltage,temp\n", "has no column for current (current_a, current, i, field2); it has time, voltage, temp: name the right one with --columns current=NAME.")]
    [InlineData("a.csv", "time,voltage,current,temp\nsoon,1,2,3\n", ", line 2: 'soon' is neither seconds nor a date and time.")]
    [InlineData("a.csv", "time,voltage,current,temp\n0,1,x,3\n", ", line 2: 'x' in column 'current' is not a number.")]
    [InlineData("a.json", "{}", "has no 'feeds'; import reads the JSON that a ThingSpeak channel gives.")]
    [InlineData("a.xls", "x", "has no known extension; import reads .mat, .csv and .json.")]
    public void Bad_logs_are_refused_in_one_sentence(string name, string text, string sentence) =>
        Refused(Write(name, System.Text.Encoding.UTF8.GetBytes(text)), sentence);

    [Fact]
    public void Rows_are_needed_in_the_order_of_time_and_a_capacity_to_count_with()
    {
        string Message(string text, double? capacityAh)
        {
            string path = Write("log.csv", System.Text.Encoding.UTF8.GetBytes("time,voltage,current,temp\n" + text));
            return Assert.Throws<UserError>(() => CycleWriter.Csv(LogReader.Read(path, NoColumns), 100, capacityAh)).Message;
        }

        Assert.EndsWith("has no rows with readings.", Message("", 2), StringComparison.Ordinal);
        Assert.EndsWith("time runs back at row 3; sort the rows by time.", Message("0,4,0,25\n5,4,0,25\n3,4,0,25\n", 2), StringComparison.Ordinal);
        Assert.EndsWith("has no charge column; give the cell's rated capacity with --capacity so that it can be counted.", Message("0,4,0,25\n", null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("03-20-17_01.43 25degC_US06_Pan18650PF.mat", "25degC/us06.csv")]
    [InlineData("06-10-17_11.25 n10degC_Cycle_1_Pan18650PF.mat", "n10degC/cycle_1.csv")]
    [InlineData("06-30-17_19.27 n20degC_trise_Cycle_1_Pan18650PF.mat", "n20degC/trise_cycle_1.csv")]
    [InlineData("05-08-17_13.26 C20 OCV Test_C20_25dC.mat", "25degC/c20_ocv.csv")]
    [InlineData("06-08-17_10.21 3740_Charge1a.mat", null)]
    public void Files_of_the_panasonic_set_find_their_place(string name, string? expected) => Assert.Equal(expected, PanasonicNames.CyclePath("any/" + name));

    private static void Refused(string path, string sentence)
    {
        string message = Assert.Throws<UserError>(() => LogReader.Read(path, NoColumns)).Message;
        Assert.StartsWith($"'{path}'", message, StringComparison.Ordinal);
        Assert.EndsWith(sentence, message, StringComparison.Ordinal);
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
