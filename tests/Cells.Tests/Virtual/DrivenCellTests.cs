using NanoBms.Cells.Virtual;

namespace NanoBms.Cells.Tests.Virtual;

public class DrivenCellTests
{
    [Fact]
    public void A_seed_repeats_its_load_and_another_does_not()
    {
        double[] first = Powers(7), again = Powers(7), other = Powers(8);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void The_load_accelerates_cruises_brakes_and_rests()
    {
        double[] powersW = Powers(1);
        Assert.True(powersW.Min() < -15, "hard acceleration");
        Assert.True(powersW.Max() > 5, "regeneration");
        Assert.InRange(powersW.Average(), -9, -1);
        Assert.InRange(powersW.Count(power => power is > -0.5 and <= 0) / (double)powersW.Length, 0.05, 0.7);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(10)]
    [InlineData(-10)]
    public void A_discharge_goes_from_full_to_empty_within_the_cells_limits(double ambientC)
    {
        List<CellSample> samples = Run(ambientC, seed: 2, once: true);
        Assert.InRange(samples[0].SocPercent, 99.9, 100);
        Assert.InRange(samples[^1].SocPercent, 0, 25);
        Assert.InRange(samples.Count, 3600, 6 * 3600);
        Assert.All(samples, sample => Assert.InRange(sample.VoltageV, 2.5, 4.25));
        Assert.All(samples, sample => Assert.InRange(sample.CurrentA, -18, ambientC < 5 ? 0 : 9));
        Assert.Equal(ambientC >= 10, samples.Any(sample => sample.CurrentA > 1));
    }

    [Fact]
    public void An_empty_cell_rests_is_charged_full_and_is_driven_again()
    {
        List<CellSample> samples = Run(25, seed: 2, once: false, most: 16 * 3600);
        CellPhase[] phases = [.. samples.Select(sample => sample.Phase).Where((phase, k) => k == 0 || samples[k - 1].Phase != phase)];
        Assert.Equal(
            [CellPhase.Resting, CellPhase.Discharging, CellPhase.Resting, CellPhase.Charging, CellPhase.Resting, CellPhase.Discharging],
            phases.Take(6));
        List<CellSample> charging = [.. samples.Where(sample => sample.Phase == CellPhase.Charging)];
        Assert.All(charging, sample => Assert.InRange(sample.CurrentA, 0, 1.4501));
        Assert.All(charging, sample => Assert.InRange(sample.VoltageV, 2.5, 4.21));
        int charged = samples.FindLastIndex(sample => sample.Phase == CellPhase.Charging);
        Assert.InRange(samples[charged].SocPercent, 97, 103);
    }

    private static double[] Powers(int seed)
    {
        var load = new DriveLoad(seed);
        return [.. Enumerable.Range(0, 7200).Select(_ => load.NextPowerW())];
    }

    private static List<CellSample> Run(double ambientC, int seed, bool once, int most = int.MaxValue)
    {
        var cell = new DrivenCell(CellParametersFile.Default(), ambientC, seed, once);
        List<CellSample> samples = [];
        while (samples.Count < most && cell.TryAdvance(out CellSample sample))
        {
            samples.Add(sample);
        }

        return samples;
    }
}
