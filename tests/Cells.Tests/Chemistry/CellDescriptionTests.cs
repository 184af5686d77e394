using NanoBms.Cells.Chemistry;
using NanoBms.Cells.Virtual;
using NanoBms.Foundation;

namespace NanoBms.Cells.Tests.Chemistry;

public class CellDescriptionTests
{
    private static readonly ChemistryPreset Lfp = ChemistryPresets.Of("lfp");
    private static readonly CellDescription Usual = CellDescription.Usual("home storage", Lfp, 100);

    public static TheoryData<CellDescription, string> Faults => new()
    {
        {
            Usual with { FullV = 14.6, EmptyV = 10 },
            "One lfp cell is between 1 and 4.2 V, empty below full; these are 10 V empty and 14.6 V full. Give the voltages of one cell, "
                + "not of the battery."
        },
        {
            Usual with { EmptyV = 3.7 },
            "One lfp cell is between 1 and 4.2 V, empty below full; these are 3.7 V empty and 3.65 V full. Give the voltages of one cell, "
                + "not of the battery."
        },
        { Usual with { CapacityAh = 0 }, "The capacity is 0 Ah; it must be above 0." },
        { Usual with { MaxChargeA = -5 }, "The limits of current must be above 0 A." },
        {
            Usual with { MaxUseC = -30 },
            "The limits of temperature, -20 to -30 degC, charge from 0 degC, are none: they must rise, between -45 and 100 degC."
        },
        { Usual with { OhmicOhm = 0.5 },
            "A resistance of 0.5 ohm would take 2 V at a current of 1C and more; give it in ohms, of one cell." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_cell_that_cannot_be_is_refused_in_a_sentence(CellDescription cell, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<UserError>(() => cell.Check(Lfp)).Message);

    [Theory]
    [InlineData("nmc")]
    [InlineData("nca")]
    [InlineData("lfp")]
    [InlineData("lead-acid")]
    public void What_is_usual_is_a_cell_whose_limits_are_whole(string word)
    {
        ChemistryPreset preset = ChemistryPresets.Of(word);
        CellDescription cell = CellDescription.Usual("x", preset, 7);
        cell.Check(preset);
        CellRatings ratings = cell.Ratings();
        Assert.Null(ratings.Fault);
        Assert.Equal(7 * preset.MaxDischargeRate, ratings.MaxDischargeA, 9);
    }

    [Fact]
    public void A_chemistry_is_known_by_other_names_too_and_an_unknown_one_is_refused()
    {
        Assert.Equal("lfp", ChemistryPresets.Of("LiFePO4").Word);
        Assert.Equal("lead-acid", ChemistryPresets.Of("AGM").Word);
        Assert.Equal(
            "There is no preset for chemistry 'nimh'; known are nmc, nca, lfp, lead-acid.",
            Assert.Throws<UserError>(() => ChemistryPresets.Of("nimh")).Message);
    }

    [Fact]
    public void Curves_rise_have_a_value_a_knot_and_name_their_sources() =>
        Assert.All(ChemistryPresets.Words.Select(ChemistryPresets.Of), preset =>
    {
        Assert.Equal(preset.SocKnots.Order().Distinct(), preset.SocKnots);
        Assert.Equal((0, 1), (preset.SocKnots[0], preset.SocKnots[^1]));
        Assert.Equal(preset.SocKnots.Length, preset.PairResistanceBySoc.Length);
        Assert.Equal(CellDynamics.PairCount, preset.Pairs.Count);
        Assert.NotEmpty(preset.Sources);
        Assert.All(preset.Curves, curve =>
        {
            Assert.Equal(preset.SocKnots.Length, curve.OpenCircuitV.Length);
            Assert.Equal(curve.OpenCircuitV.Order(), curve.OpenCircuitV);
            Assert.InRange(curve.OpenCircuitV[13], preset.EmptyVoltageV, preset.FullVoltageV);
            Assert.NotEmpty(curve.Source);
        });
    });
}
