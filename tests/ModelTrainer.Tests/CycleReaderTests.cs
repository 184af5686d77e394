using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests;

public sealed class CycleReaderTests : IDisposable
{
    private const string Header = "time_s,voltage_v,current_a,temperature_c,charge_ah\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Columns_may_come_in_any_order_beside_others()
    {
        Cycle cycle = CycleReader.Read(
            Write(
                "25degC/a.csv", "note,Charge_Ah, time_s,current_a,voltage_v,temperature_c\nx,-0.1,0,-1.5,3.9,21.5\ny,-0.2,1.5,2,3.8,22\n"));

        Assert.Equal("25degC", cycle.Group);
        Assert.Equal("a", cycle.Name);
        Assert.Equal([0, 1.5], cycle.TimeS);
        Assert.Equal([3.9f, 3.8f], cycle.VoltageV);
        Assert.Equal([-1.5f, 2f], cycle.CurrentA);
        Assert.Equal([21.5f, 22f], cycle.TemperatureC);
        Assert.Equal([-0.1, -0.2], cycle.ChargeAh);
        Assert.Equal(0.9f, cycle.Soc(1, 2f), 1e-6f);
    }

    [Theory]
    [InlineData("", "is empty; a cycle needs the columns time_s, voltage_v, current_a, temperature_c, charge_ah.")]
    [InlineData(
        "time_s,voltage_v,current_a,temperature_c\n0,1,2,3\n",
        "has no column 'charge_ah'; a cycle needs time_s, voltage_v, current_a, temperature_c, charge_ah.")]
    [InlineData(Header, "has no rows.")]
    [InlineData(Header + "0,3.9,0,25,0\n1,high,0,25,0\n", ", line 3: 'high' in column 'voltage_v' is not a number.")]
    [InlineData(Header + "0,3.9,0,25\n", ", line 2: '' in column 'charge_ah' is not a number.")]
    [InlineData(Header + "0,3.9,NaN,25,0\n", ", line 2: 'NaN' in column 'current_a' is not a number.")]
    [InlineData(Header + "0,3.9,0,25,0\n0,3.9,0,25,0\n", ", line 3: time_s does not grow; sort the rows by time.")]
    public void Bad_files_are_refused_in_one_sentence(string text, string sentence)
    {
        string path = Write("bad.csv", text);
        UserError refusal = Assert.Throws<UserError>(() => CycleReader.Read(path));
        Assert.StartsWith($"'{path}'", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_and_folders_are_named()
    {
        string missing = folder.File("none");
        Assert.Equal($"There is no file '{missing}'.", Assert.Throws<UserError>(() => CycleReader.Read(missing)).Message);
        Assert.Equal($"There is no folder '{missing}'.", Assert.Throws<UserError>(() => CycleReader.ReadFolder(missing, ["a"])).Message);
        Assert.Equal(
            $"'{folder.Root}' has no file named a.csv, b.csv.",
            Assert.Throws<UserError>(() => CycleReader.ReadFolder(folder.Root, ["a", "b"])).Message);
    }

    [Fact]
    public void A_folder_is_read_in_the_order_of_paths()
    {
        Write("25degC/b.csv", Header + "0,3.9,0,25,0\n");
        Write("0degC/b.csv", Header + "0,3.8,0,0,0\n");
        Write("25degC/other.csv", Header);

        Assert.Equal(["0degC", "25degC"], CycleReader.ReadFolder(folder.Root, ["b"]).Select(cycle => cycle.Group));
    }

    [Fact]
    public void Samples_of_a_missing_stretch_are_gaps_and_times_need_not_be_exact()
    {
        Cycle cycle = At(0, 1.02, 1.98, 6, 7);
        Assert.Equal([0, 1, 2, -1, -1, -1, 3, 4], cycle.Samples(1000));
    }

    [Fact]
    public void A_slower_device_takes_every_nth_row()
    {
        Cycle cycle = At([.. Enumerable.Range(0, 40).Select(k => (double)k)]);
        Assert.Equal([0, 15, 30], cycle.Samples(15_000));
    }

    [Fact]
    public void A_log_of_one_row_a_minute_has_gaps_at_1_s_and_none_at_60_s()
    {
        Cycle cycle = At(0, 60, 120);
        Assert.Equal([0, 1, 2], cycle.Samples(60_000));
        Assert.Equal(3, cycle.Samples(1000).Count(row => row >= 0));
        Assert.Equal(121, cycle.Samples(1000).Count());
    }

    private static Cycle At(params double[] timeS)
    {
        var zeros = new float[timeS.Length];
        return new Cycle("a.csv", "", "a", timeS, zeros, zeros, zeros, new double[timeS.Length]);
    }

    private string Write(string name, string text)
    {
        string path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
