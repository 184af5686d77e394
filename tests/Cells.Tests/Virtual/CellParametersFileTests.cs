using NanoBms.Cells.Virtual;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Virtual;

public class CellParametersFileTests
{
    [Fact]
    public void A_written_cell_is_read_back()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("cell.json");
        CellParametersFile.Write(path, TestCell.Create());
        CellParameters read = CellParametersFile.Read(path);
        Assert.Equal(TestCell.Create().OhmicOhm, read.OhmicOhm);
        Assert.Equal(300, read.Pairs[1].TimeConstantS);
        Assert.Null(read.Fit);
    }

    [Fact]
    public void What_is_no_cell_is_refused_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("cell.json");
        Assert.Equal($"There is no file '{path}'.", Assert.Throws<UserError>(() => CellParametersFile.Read(path)).Message);

        File.WriteAllText(path, "{}");
        Assert.StartsWith(
            $"'{path}' does not hold the parameters of a cell: ", Assert.Throws<UserError>(() => CellParametersFile.Read(path)).Message);

        CellParametersFile.Write(path, TestCell.Create() with { OhmicOhm = [[0.1]] });
        Assert.Equal(
            $"'{path}' does not hold the parameters of a cell: a table does not have a row for each temperature and a column for each "
                + "state of charge; "
            + "make them with the command fit.",
            Assert.Throws<UserError>(() => CellParametersFile.Read(path)).Message);

        CellParameters cell = TestCell.Create();
        CellParametersFile.Write(path, cell with { Limits = cell.Limits with { EmptyV = 4.3 } });
        Assert.Equal(
            $"'{path}' does not hold the parameters of a cell: its full voltage is not above its empty voltage; make them with the command "
                + "fit.",
            Assert.Throws<UserError>(() => CellParametersFile.Read(path)).Message);
    }
}
