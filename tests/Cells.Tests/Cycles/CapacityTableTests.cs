using NanoBms.Cells.Cycles;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Cycles;

public sealed class CapacityTableTests : IDisposable
{
    private const string Rows = "time_s,voltage_v,current_a,temperature_c,charge_ah\n0,3.6,0,25,-1\n1,3.6,0,25,-1\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("set-capacity.csv")]
    [InlineData("set/cell-capacity.csv")]
    public void Charge_is_a_share_of_the_capacity_on_the_day(string place)
    {
        Write("set/0degC/a.csv", Rows);
        Write("set/0degC/b.csv", Rows);
        Write(place, "folder,name,recorded,capacity_ah\n0degC,a,2017-05-30,2.5\n");

        IReadOnlyList<Cycle> cycles = CycleReader.ReadFolder(folder.File("set"), ["a", "b"]);

        Assert.Equal(0.6f, cycles[0].Soc(0, 2f), 1e-6f);
        Assert.Equal(0.5f, cycles[1].Soc(0, 2f), 1e-6f);
        Assert.Equal(-0.8, cycles[0].ChargeOfRatedAh(0, 2), 6);
        Assert.Equal(2.5f, CycleReader.Read(folder.File("set/0degC/a.csv")).CapacityAh);
    }

    [Theory]
    [InlineData("folder,name\n0degC,a\n", "must have the columns folder, name, capacity_ah.")]
    [InlineData("folder,name,capacity_ah\n0degC,a,much\n", "line 2: 'much' is not a capacity in ampere-hours.")]
    [InlineData("folder,name,capacity_ah\n0degC,a,0\n", "line 2: '0' is not a capacity in ampere-hours.")]
    public void What_is_no_table_is_refused(string text, string sentence)
    {
        Write("set/0degC/a.csv", Rows);
        Write("set-capacity.csv", text);

        Assert.EndsWith(
            sentence, Assert.Throws<UserError>(() => CycleReader.ReadFolder(folder.File("set"), ["a"])).Message, StringComparison.Ordinal);
    }

    private void Write(string name, string text)
    {
        string path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
