using System.Globalization;
using System.Text;
using NanoBms.Cells.Cycles;
using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Sets;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Import;

public sealed class PublishedSetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("25degC_US06_Pan18650PF", "25degC/us06")]
    [InlineData("n10degC_Cycle_1_Pan18650PF", "n10degC/cycle_1")]
    [InlineData("n20degC_trise_Cycle_1_Pan18650PF", "trise_n20degC/cycle_1")]
    [InlineData("C20 OCV Test_C20_25dC", "25degC/c20_ocv")]
    [InlineData("3740_Charge1a", null)]
    [InlineData("n10degC_US06_HWFET_UDDS_LA92_Pan18650PF", null)]
    [InlineData("25degC_5Pulse_HPPC_Pan18650PF", null)]
    public void Drives_of_the_panasonic_set_find_their_place(string stem, string? expected) =>
        Assert.Equal(expected, PanasonicSet.DriveName(stem));

    [Fact]
    public void The_panasonic_set_becomes_drives_charges_a_day_and_capacities()
    {
        Drive("Drive cycles/03-19-17_03.25 25degC_Cycle_2_Pan18650PF.mat", -0.02);
        Drive("Drive cycles/03-19-17_09.07 25degC_Cycle_3_Pan18650PF.mat", -0.04);
        Drive("Trise/07-09-17_19.11 10degC_trise_Cycle_1_Pan18650PF.mat", -0.02);
        Charge("Charges and Pauses/03-19-17_06.31 3406_Charge2.mat", 0.02);
        Charge("Charges and Pauses/03-19-17_11.59 3406_Charge3.mat", 0.04);
        Pause("Charges and Pauses/03-19-17_02.26 3406_Pause2.mat");
        Pause("Charges and Pauses/03-19-17_08.08 3406_Pause3.mat");
        Charge("Charges and Pauses/07-24-17_07.55 4020_Charge3.mat", 0.1);
        var said = new List<string>();
        Assert.True(ImportBatch.TryWriteSet(folder.File("set"), folder.File("out"), said.Add));

        Assert.Equal(
            ["25degC/charge_09.csv", "25degC/cycle_2.csv", "25degC/cycle_3.csv", "25degC/day.csv", "panasonic18650pf-about.json",
                "panasonic18650pf-capacity.csv", "trise_10degC/cycle_1.csv"],
            folder.Content().Keys.Where(name => name.StartsWith("out/", StringComparison.Ordinal)).Select(name => name[4..])
                .Order(StringComparer.Ordinal));

        DataDescription about = DataDescription.Of(folder.File("out"))!;
        Assert.Equal(("Panasonic NCR18650PF", 2.9f, "CC BY 4.0"), (about.Cell, about.RatedCapacityAh, about.Licence));

        // 2.90 Ah until 8 May; 77.33 days later 0.387 Ah less.
        Assert.Equal(
            """
            folder,name,recorded,capacity_ah
            25degC,charge_09,2017-07-24,2.513
            25degC,cycle_2,2017-03-19,2.900
            25degC,cycle_3,2017-03-19,2.900
            25degC,day,2017-03-19,2.900
            trise_10degC,cycle_1,2017-07-09,2.586

            """.ReplaceLineEndings("\n"), File.ReadAllText(folder.File("out", "panasonic18650pf-capacity.csv")));

        double[][] charge = Rows("25degC/charge_09.csv");
        Assert.Equal(601, charge.Length);
        Assert.Equal((-0.1, 0), (charge[0][4], charge[^1][4]));
        Assert.Equal(-0.05, charge[300][4], 1e-5);

        // Pause, drive, charge, pause, drive, charge: end to end, and full at the end of each charge.
        double[][] day = Rows("25degC/day.csv");
        Assert.Equal(day.Length - 1, day[^1][0]);
        Assert.Equal(2 * 601 + 2 * 60 + 2 * 601, day.Length);
        Assert.Equal(0, day[600][4]);
        Assert.Equal(-0.02, day[660][4], 1e-4);
        Assert.Equal(-0.02, day[661][4], 1e-5);
        Assert.Equal(0, day[1261][4]);
        Assert.Equal(-0.04, day[1922][4], 1e-4);
        Assert.Contains(
            said, line => line.StartsWith("not whole: 25degC/day (without 3406_Pause4, 3406_Charge4)", StringComparison.Ordinal));
        Assert.Contains("25degC/day: 2,524 rows, 0.7 h, of 6 files", said);
    }

    [Fact]
    public void A_charge_behind_a_hole_is_none_of_what_was_recorded_before_it()
    {
        // A tail of another charge, five hours of nothing, then the charge itself, whose counter begins anew.
        double[] minutes = [0, 1, 2, 300, .. Enumerable.Range(301, 10).Select(k => (double)k)];
        double[] ampereHours = [0, 0.01, 0.011, 0, .. Enumerable.Range(1, 10).Select(k => k * 0.025)];
        double[] amperes = [0, 0.6, 0, 0, .. Enumerable.Range(1, 9).Select(_ => 1.5), 0];
        Mat("set/Charges and Pauses/03-18-17_00.05 3406_Charge1.mat", [.. minutes.Select(minute => minute * 60)], amperes, ampereHours);
        Drive("set/x/03-18-17_02.17 25degC_Cycle_1_Pan18650PF.mat".Replace("set/", "", StringComparison.Ordinal), -0.02);
        ImportBatch.TryWriteSet(folder.File("set"), folder.File("out"), _ => { });
        double[][] rows = Rows("25degC/charge_05.csv");
        Assert.Equal(601, rows.Length);
        Assert.Equal((-0.25, 0), (rows[0][4], rows[^1][4]));
    }

    [Fact]
    public void The_lg_set_is_read_from_digatrons_csv_and_its_charges_are_numbered_by_name()
    {
        Digatron("551_Charge1", charges: true);
        Digatron("551_Charge2", charges: false);
        Digatron("552_Charge10", charges: true);
        Digatron("551_Mixed1", charges: false, drives: true);
        Assert.True(ImportBatch.TryWriteSet(folder.File("set"), folder.File("out"), _ => { }));
        Assert.Equal(
            ["25degC/charge_01.csv", "25degC/charge_02.csv", "25degC/mixed1.csv", "lg18650hg2-about.json"],
            folder.Content().Keys.Where(name => name.StartsWith("out/", StringComparison.Ordinal)).Select(name => name[4..])
                .Order(StringComparer.Ordinal));
        double[][] charge = Rows("25degC/charge_01.csv");
        Assert.Equal((-0.25, 0.0, 25.0), (charge[0][4], charge[^1][4], charge[0][3]));
    }

    [Fact]
    public void A_folder_without_a_set_is_none()
    {
        Directory.CreateDirectory(folder.File("set"));
        folder.Write("set/log.csv", "x");
        Assert.False(ImportBatch.TryWriteSet(folder.File("set"), folder.File("out"), _ => { }));
    }

    [Fact]
    public void Nothing_of_a_set_is_written_where_a_file_of_it_is_damaged()
    {
        Drive("a/03-19-17_03.25 25degC_Cycle_2_Pan18650PF.mat", -0.02);
        folder.Write("set/a/03-19-17_09.07 25degC_Cycle_3_Pan18650PF.mat", "damaged");
        Assert.Throws<UserError>(() => ImportBatch.TryWriteSet(folder.File("set"), folder.File("out"), _ => { }));
        Assert.DoesNotContain(folder.Content().Keys, name => name.StartsWith("out/", StringComparison.Ordinal));
    }

    private double[][] Rows(string name) =>
        [.. File.ReadLines(folder.File("out", name)).Skip(1)
            .Select(line => line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];

    /// <summary>One minute at ten rows a second, from full.</summary>
    private void Drive(string name, double endAh)
    {
        double[] times = [.. Enumerable.Range(0, 600).Select(k => k * 0.1)];
        Mat("set/" + name, times, [.. times.Select(_ => endAh * 60)], [.. times.Select(time => endAh * time / 60)]);
    }

    /// <summary>Ten minutes, a row a minute.</summary>
    private void Charge(string name, double endAh)
    {
        double[] times = [.. Enumerable.Range(0, 11).Select(k => k * 60.0)];
        Mat("set/" + name, times, [.. times.Select(_ => endAh * 6)], [.. times.Select(time => endAh * time / 600)]);
    }

    private void Pause(string name)
    {
        double[] times = [.. Enumerable.Range(0, 11).Select(k => k * 60.0)];
        Mat("set/" + name, times, new double[times.Length], new double[times.Length]);
    }

    private void Mat(string name, double[] times, double[] amperes, double[] ampereHours)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        folder.Write(name, MatBytes.Struct(
            "meas",
            ("Time", times), ("Voltage", [.. ampereHours.Select(ah => 3.7 + ah)]), ("Current", amperes),
            ("Battery_Temp_degC", [.. times.Select(_ => 25.0)]), ("Ah", ampereHours)));
    }

    private void Digatron(string name, bool charges, bool drives = false)
    {
        var text = new StringBuilder(
            "\r\nMeasurement ID,551\r\n\0\r\nTime Stamp,Step,Status,Prog Time,Step Time,Cycle,Cycle "
                + "Level,Procedure,Voltage,Current,Temperature,Capacity,WhAccu,Cnt,\r\n,,,,,,,,[V],[A],[C],[Ah],[Wh],[Cnt],\r\n");
        for (int minute = 0; minute <= 10; minute++)
        {
            double sign = drives ? -1 : charges ? 1 : 0;
            text.Append(
                CultureInfo.InvariantCulture,
                $"10/28/2018 11:{minute:00}:09 "
                    + $"AM,3,X,00:{minute:00}:05.017,00:00:05,0,0,P,{3.7 + 0.01 * minute * sign:F5},{1.5 * sign:F5},25.00000,"
                    + $"{0.025 * minute * sign:F5},0,0,\r\n");
        }

        // Where the program stops, the counter is set to 0 and the cell is taken off.
        text.Append("10/28/2018 11:10:09 AM,3,STO,00:10:05.017,00:00:05,0,0,P,0.00000,0.00000,25.00000,0.00000,0,0,\r\n");
        Directory.CreateDirectory(folder.File("set", "25degC"));
        folder.Write($"set/25degC/{name}.csv", text.ToString());
    }
}
