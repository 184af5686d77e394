using NanoBms.Cells.Chemistry;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Chemistry;

public sealed class OpenCircuitTableTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Rows_in_any_order_are_a_curve()
    {
        OpenCircuitTable table = OpenCircuitTable.Read(
            folder.Write("ocv.csv", "voltage_v,soc_percent\n4.2,100\n3.0,0\n3.7,50\n3.5,25\n3.9,75\n"));
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], table.Soc);
        Assert.Equal(3.6, table.At(0.375), 9);
        Assert.Equal(4.26, table.At(1.05), 9);
        Assert.Equal("table of the user, ocv.csv", table.Source);
    }

    [Theory]
    [InlineData("soc,volts\n0,3\n", "needs a heading line with soc_percent and voltage_v, the voltage of one cell at rest.")]
    [InlineData("soc_percent,voltage_v\n0,3\n50,x\n", "line 3: soc_percent or voltage_v is not a number.")]
    [InlineData(
        "soc_percent,voltage_v\n0,3\n25,3.5\n50,3.4\n75,3.9\n100,4.2\n",
        "is no open-circuit curve: it needs at least 5 rows from 0 to 100 %, with a voltage that does not fall.")]
    [InlineData(
        "soc_percent,voltage_v\n20,3\n25,3.5\n50,3.6\n75,3.9\n100,4.2\n",
        "is no open-circuit curve: it needs at least 5 rows from 0 to 100 %, with a voltage that does not fall.")]
    public void What_is_no_curve_is_refused_in_a_sentence(string text, string end) =>
        Assert.EndsWith(end, Assert.Throws<UserError>(() => OpenCircuitTable.Read(folder.Write("ocv.csv", text))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal("There is no file 'no.csv'.", Assert.Throws<UserError>(() => OpenCircuitTable.Read("no.csv")).Message);
}
