using NanoBms.Cells.Chemistry;
using NanoBms.Cells.Virtual;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Chemistry;

public class CellPopulationTests
{
    public static TheoryData<string> Words => [.. ChemistryPresets.Words];

    [Theory]
    [MemberData(nameof(Words))]
    public void Each_cell_is_a_cell_within_the_stated_spreads(string word)
    {
        ChemistryPreset preset = ChemistryPresets.Of(word);
        var cell = CellDescription.Usual("test", preset, 50);
        var cells = new CellPopulation(cell, preset);
        using var folder = new TemporaryFolder();
        for (int number = 0; number < 40; number++)
        {
            CellParameters drawn = cells.Draw(number);

            // A file of it is read, so knots, tables and limits are those of a cell.
            CellParametersFile.Write(folder.File("cell.json"), drawn);
            CellParametersFile.Read(folder.File("cell.json"));
            Assert.InRange(drawn.RatedCapacityAh / 50, preset.Spread.CapacityShare[0], preset.Spread.CapacityShare[1]);
            Assert.All(drawn.OpenCircuitV, row => Assert.Equal(row.Order(), row));

            // Usual NMC and NCA cells give 5 and 4 A per Ah, where the one whose resistances they are gives 3.45.
            double usual = word switch { "nmc" => 0.69, "nca" => 0.8625, _ => 1 };
            double ofOhm = drawn.OhmicOhm[4][0] * 50 / (preset.OhmicOhmAh * usual), most = Math.Pow(preset.Spread.ResistanceFactor, 1.5);
            Assert.InRange(ofOhm, 1 / most, most);
            Assert.True(drawn.OhmicOhm[0][0] > 1.5 * drawn.OhmicOhm[4][0], "resistance in the cold");
            Assert.InRange(drawn.Hysteresis.HalfWidthV[0] / preset.HysteresisHalfWidthV, 1 / preset.Spread.HysteresisFactor,
                preset.Spread.HysteresisFactor);
        }
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Cells_of_every_chemistry_are_driven_and_charged_full_within_their_limits(string word)
    {
        ChemistryPreset preset = ChemistryPresets.Of(word);
        CellParameters drawn = new CellPopulation(CellDescription.Usual("test", preset, 20), preset).Draw(3);
        var source = new VariedCell(drawn, new AmbientDrift(15, 30, 3), 3, CellPhase.Discharging);
        List<CellSample> samples = [];
        while (samples.Count < 48 * 3600 && source.TryAdvance(out CellSample sample))
        {
            samples.Add(sample);
        }

        Assert.All(samples, sample => Assert.InRange(sample.VoltageV, preset.EmptyVoltageV - 0.1, preset.FullVoltageV + 0.03));
        Assert.All(samples, sample => Assert.InRange(sample.CurrentA, -20.01 * preset.MaxDischargeRate, 40.01 * preset.MaxChargeRate));
        Assert.InRange(samples.Min(sample => sample.SocPercent), -12, 60);
        Assert.InRange(samples.Max(sample => sample.SocPercent), 97, 100.1);
        Assert.Contains(samples, sample => sample.Phase == CellPhase.Charging);
    }

    [Fact]
    public void A_number_is_always_the_same_cell_and_another_is_another()
    {
        ChemistryPreset preset = ChemistryPresets.Of("lfp");
        var cells = new CellPopulation(CellDescription.Usual("test", preset, 1.2), preset);
        Assert.Equal(cells.Draw(7).OpenCircuitV, cells.Draw(7).OpenCircuitV);
        Assert.NotEqual(cells.Draw(7).OpenCircuitV[0], cells.Draw(8).OpenCircuitV[0]);
    }

    [Theory]
    [InlineData("nmc", 10.35, 1)]
    [InlineData("nmc", 20.7, 0.5)]
    [InlineData("nca", 41.4, 0.25)]
    [InlineData("nmc", 1, 1)]
    [InlineData("lfp", 30, 1)]
    public void A_cell_that_may_give_more_current_has_the_less_resistance(string word, double maxDischargeA, double factor)
    {
        ChemistryPreset preset = ChemistryPresets.Of(word);
        CellDescription cell = CellDescription.Usual("test", preset, 3) with { MaxDischargeA = maxDischargeA };
        var byLog = new CellPopulation(cell, preset, ofAnyResistance: true);
        var byCurrent = new CellPopulation(cell, preset);
        for (int number = 0; number < 5; number++)
        {
            CellParameters any = byLog.Draw(number), drawn = byCurrent.Draw(number);
            Assert.Equal(any.OhmicOhm[4][0] * factor, drawn.OhmicOhm[4][0], 1e-9);
            Assert.Equal(any.Pairs[1].Ohm[4][13] * factor, drawn.Pairs[1].Ohm[4][13], 1e-9);
            Assert.Equal(any.OpenCircuitV[4], drawn.OpenCircuitV[4]);
        }
    }

    [Fact]
    public void What_the_user_knows_is_kept()
    {
        ChemistryPreset preset = ChemistryPresets.Of("nmc");
        double[] soc = [0, 0.25, 0.5, 0.75, 1];
        CellDescription cell = CellDescription.Usual("test", preset, 3) with
        {
            OhmicOhm = 0.02,
            OpenCircuit = new OpenCircuitTable("mine", soc, [3.0, 3.5, 3.65, 3.9, 4.18]),
        };
        var cells = new CellPopulation(cell, preset);
        Assert.Equal("mine", cells.Sources[0]);
        int middle = Array.IndexOf(preset.SocKnots, 0.5);
        for (int number = 0; number < 30; number++)
        {
            CellParameters drawn = cells.Draw(number);
            Assert.InRange(drawn.OhmicOhm[4][0], 0.02 / 1.3001, 0.02 * 1.3001);
            Assert.InRange(drawn.OpenCircuitV[4][middle], 3.61, 3.69);
        }
    }

    [Fact]
    public void A_cell_that_is_charged_to_less_is_full_there()
    {
        ChemistryPreset preset = ChemistryPresets.Of("nmc");
        CellDescription cell = CellDescription.Usual("test", preset, 3) with { FullV = 4.0 };
        Assert.All(
            Enumerable.Range(0, 20).Select(new CellPopulation(cell, preset).Draw), drawn =>
                Assert.InRange(drawn.OpenCircuitV[4][^1], 3.93, 4.001));
    }

    [Fact]
    public void The_curve_of_the_NCR18650PF_is_that_of_the_cell_fitted_to_its_drives_and_charges()
    {
        CellParameters fitted = CellParametersFile.Read(Repository.File("models", "cells", "panasonic18650pf.json"));
        double[] openCircuitV = fitted.OpenCircuitV[Array.IndexOf(fitted.TemperatureKnotsC, 25)];
        ChemistryPreset preset = ChemistryPresets.Of("nca");
        double[] curve = preset.Curves.Single(one => one.Source.StartsWith("NCR18650PF", StringComparison.Ordinal)).OpenCircuitV;

        // Below a tenth of the charge next to no recording tells anything of the fit.
        foreach ((double soc, double volts) in preset.SocKnots.Zip(curve).Where(pair => pair.First >= 0.1))
        {
            Assert.Equal(OpenCircuitTable.Interpolate(fitted.SocKnots, openCircuitV, soc), volts, 1e-4);
        }
    }
}
