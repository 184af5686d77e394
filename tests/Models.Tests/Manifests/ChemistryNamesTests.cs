using NanoBms.Cells.Chemistry;
using NanoBms.Models.Manifests;

namespace NanoBms.Models.Tests.Manifests;

public class ChemistryNamesTests
{
    [Fact]
    public void Chemistries_that_cells_are_made_of_are_called_as_the_documents_call_them() =>
        Assert.Equal(["NMC", "NCA", "LFP", "lead-acid"], ChemistryPresets.Words.Select(ChemistryNames.Of));

    [Theory]
    [InlineData("nimh", "NiMH")]
    [InlineData("sodium-ion", "sodium-ion")]
    [InlineData(null, "")]
    public void Others_are_called_by_their_abbreviation_or_their_word(string? word, string name) =>
        Assert.Equal(name, ChemistryNames.Of(word));
}
