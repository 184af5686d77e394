using NanoBms.Cells.Chemistry;
using NanoBms.ModelTrainer.NewCell;

namespace NanoBms.ModelTrainer.Tests.NewCell;

public class NetworkKindTests
{
    [Theory]
    [InlineData("nmc", 0, "stream")]
    [InlineData("nmc", 49, "stream")]
    [InlineData("nmc", 50, "large")]
    [InlineData("nca", 500, "large")]
    [InlineData("lead-acid", 100, "large")]
    [InlineData("lfp", 500, "stream")]
    public void Many_hours_of_logs_of_a_cell_whose_voltage_slopes_are_worth_a_large_network(string chemistry, double hours, string word) =>
        Assert.Equal(word, NetworkKind.Usual(ChemistryPresets.Of(chemistry), hours).Word);
}
