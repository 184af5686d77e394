using NanoBms.Cells.Virtual;

namespace NanoBms.Cells.Tests.Virtual;

public class TwoWayCellTests
{
    [Theory]
    [InlineData(25, 3.60, 0.03)]
    [InlineData(10, 3.69, 0.07)]
    [InlineData(0, 3.69, 0.03)]
    public void A_charge_from_empty_begins_low_and_its_voltage_rises(double ambientC, double fasterChargeV, double maxFallV)
    {
        // Recorded at 15 %: 3.50 V at C/20, at 1C 3.60 V at 25 degC and 3.65 to 3.69 V at 11 to 13 degC. Half of that current lies between.
        const double SlowerChargeV = 3.50, ErrorV = 0.03;
        var cell = new DrivenCell(CellParametersFile.Default(), ambientC, seed: 1, once: false, soc: 0.15);
        var charge = new List<CellSample>();
        for (int second = 0; second < 20_000 && (charge.Count == 0 || charge[^1].SocPercent < 80); second++)
        {
            Assert.True(cell.TryAdvance(out CellSample sample));
            if (sample.Phase == CellPhase.Charging)
            {
                charge.Add(sample);
            }
        }

        Assert.InRange(charge[0].SocPercent, -2, 10);
        Assert.InRange(charge[0].VoltageV, 2.4, 3.4);
        CellSample low = charge.First(sample => sample.SocPercent >= 15);
        Assert.InRange(low.VoltageV, SlowerChargeV - ErrorV, fasterChargeV);
        double highestV = 0, fallV = 0;
        foreach (CellSample sample in charge)
        {
            highestV = Math.Max(highestV, sample.VoltageV);
            fallV = Math.Max(fallV, highestV - sample.VoltageV);
        }

        Assert.InRange(fallV, 0, maxFallV);
    }

    [Fact]
    public void A_charge_finds_the_warm_open_circuit_voltage_from_0_degrees_on_and_never_more_resistance_than_a_load()
    {
        CellParameters cell = CellParametersFile.Default();
        int cold = Array.IndexOf(cell.TemperatureKnotsC, 0.0);
        Assert.All(cell.Charged!.OpenCircuitV[cold..], row => Assert.Equal(cell.OpenCircuitV[^1], row));
        for (int pair = 0; pair < cell.Pairs.Length; pair++)
        {
            double[][] loadOhm = cell.Pairs[pair].Ohm;
            Assert.Equal(loadOhm[..cold], cell.Charged.PairOhm[pair][..cold]);
            Assert.Equal(loadOhm[^1], cell.Charged.PairOhm[pair][^1]);
        }

        // Where drives end in the cold the difference is that of the recordings: two to five times.
        int empty = Array.IndexOf(cell.SocKnots, 0.1);
        double ohm(IEnumerable<double[][]> tables) => tables.Sum(table => table[cold][empty]);
        double loadOhm0 = ohm([cell.OhmicOhm, .. cell.Pairs.Select(pair => pair.Ohm)]);
        Assert.InRange(loadOhm0 / ohm([cell.Charged.OhmicOhm, .. cell.Charged.PairOhm]), 2, 5);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(0)]
    public void After_a_drive_to_empty_a_rest_in_the_cold_shows_what_recorded_ones_show(double ambientC)
    {
        var cell = new DrivenCell(CellParametersFile.Default(), ambientC, seed: 1, once: false, soc: 0.3);
        CellSample before = default;
        for (int second = 0; second < 20_000; second++)
        {
            Assert.True(cell.TryAdvance(out CellSample sample));
            if (before.Phase == CellPhase.Resting && sample.Phase == CellPhase.Charging)
            {
                break;
            }

            before = sample;
        }

        // Recorded after half an hour: 3.26 V at 0 degC, 3.30 V at 10 degC; the virtual drives end a little lower.
        Assert.Equal(CellPhase.Resting, before.Phase);
        Assert.InRange(before.VoltageV, 3.0, 3.35);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(10)]
    [InlineData(0)]
    public void A_drive_finds_it_empty_about_where_the_recorded_ones_end(double ambientC)
    {
        var cell = new DrivenCell(CellParametersFile.Default(), ambientC, seed: 2, once: true);
        CellSample last = default;
        while (cell.TryAdvance(out CellSample sample))
        {
            last = sample;
        }

        Assert.InRange(last.SocPercent, 0, 12);
    }
}
