using NanoBms.Cells.Virtual;

namespace NanoBms.Cells.Tests.Virtual;

public class VariedCellTests
{
    private const int Seconds = 12 * 3600;

    [Fact]
    public void It_is_driven_rests_and_is_charged_within_the_cells_limits()
    {
        List<CellSample> samples = Run(3);
        foreach (CellPhase phase in Enum.GetValues<CellPhase>())
        {
            Assert.InRange(samples.Count(sample => sample.Phase == phase) / (double)Seconds, 0.05, 0.8);
        }

        Assert.All(samples, sample => Assert.InRange(sample.VoltageV, 2.5, 4.25));
        Assert.All(samples.Where(sample => sample.Phase == CellPhase.Charging), sample => Assert.InRange(sample.CurrentA, 0, 2.3));
        Assert.All(samples.Where(sample => sample.Phase == CellPhase.Resting), sample => Assert.Equal(0, sample.CurrentA));
        Assert.InRange(samples.Min(sample => sample.SocPercent), -5, 40);
        Assert.InRange(samples.Max(sample => sample.SocPercent), 90, 100.1);
    }

    [Fact]
    public void Its_charge_is_the_integral_of_its_current()
    {
        List<CellSample> samples = Run(4);
        double chargeAh = samples.Sum(sample => sample.CurrentA) / 3600;
        Assert.Equal(100 + 100 * chargeAh / CellParametersFile.Default().RatedCapacityAh, samples[^1].SocPercent, 1e-6);
    }

    [Fact]
    public void A_seed_repeats_its_life_and_another_does_not()
    {
        Assert.Equal(Run(5), Run(5));
        Assert.NotEqual(Run(5), Run(6));
    }

    [Fact]
    public void Ambient_drifts_slowly_between_its_limits()
    {
        var ambient = new AmbientDrift(-10, 25, 1);
        double lowest = double.MaxValue, highest = double.MinValue;
        for (int second = 0; second < 5 * 24 * 3600; second++)
        {
            double before = ambient.TemperatureC;
            ambient.Advance();

            // From one limit to the other in ten minutes at the fastest.
            Assert.InRange(Math.Abs(ambient.TemperatureC - before), 0, 35.0 / 600);
            lowest = Math.Min(lowest, ambient.TemperatureC);
            highest = Math.Max(highest, ambient.TemperatureC);
        }

        Assert.InRange(lowest, -10.001, -5);
        Assert.InRange(highest, 20, 25.001);
    }

    private static List<CellSample> Run(int seed)
    {
        var cell = new VariedCell(CellParametersFile.Default(), new AmbientDrift(0, 30, seed), seed, CellPhase.Resting);
        var samples = new List<CellSample>();
        while (samples.Count < Seconds && cell.TryAdvance(out CellSample sample))
        {
            samples.Add(sample);
        }

        return samples;
    }
}
