using NanoBms.Cells.Virtual;
using NanoBms.Model;
using NanoBms.PackSimulator.Hosting;

namespace NanoBms.PackSimulator.Tests.Hosting;

/// <summary>The hard fact of a battery's day: a charge that came to its end.</summary>
public class FullChargeTests
{
    private const int MinuteS = 60, MaxS = 10 * 3600;

    [Theory]
    [InlineData(25)]
    [InlineData(10)]
    [InlineData(0)]
    public void A_minute_after_the_end_of_a_charge_the_figure_is_100_percent_and_stays_there_at_rest(double ambientC)
    {
        int seed = Random.Shared.Next(1, 1_000_000);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var simulation = new PackSimulation(
            new DrivenCell(CellParametersFile.Default(), ambientC, seed, once: false, soc: 0.3), new GeneratedModel(),
            new PackSimulationOptions { Seed = seed }, new TextLog(TextWriter.Null), http: null);
        bool wasCharging = false;
        int second = 0;
        while (!wasCharging || simulation.Sample.Phase == CellPhase.Charging)
        {
            Assert.True(simulation.TryStep() && ++second < MaxS, "no charge came to its end");
            wasCharging |= simulation.Sample.Phase == CellPhase.Charging;
        }

        int restS = 0;
        for (; simulation.Sample.Phase == CellPhase.Resting; restS++)
        {
            Assert.True(restS < MinuteS || simulation.ReportedPercent >= 99, $"{restS} s: {simulation.ReportedPercent} %, seed {seed}");
            Assert.True(restS != MinuteS || simulation.ReportedPercent == 100, $"{simulation.ReportedPercent} %, seed {seed}");
            Assert.True(simulation.TryStep());
        }

        Assert.InRange(restS, MinuteS + 1, MaxS);
    }
}
