using NanoBms.PackSimulator.Soak;

namespace NanoBms.PackSimulator.Tests.Soak;

/// <summary>The smallest script that still breaks.</summary>
[Collection(nameof(OneAtATime))]
public sealed class SoakReductionTests
{
    [Fact]
    public void What_a_break_does_not_need_is_left_out_and_the_rest_is_printed_as_a_test()
    {
        var tried = new List<SoakOptions>();
        SoakOptions smallest = SoakReduction.Reduce(SmallModel.Options(7, 5, 1), options =>
        {
            tried.Add(options);
            return options.Days >= 3 && options.Faults.HasFlag(SoakFaults.Device | SoakFaults.Clock);
        });
        Assert.Equal((3, 5, SoakFaults.Device | SoakFaults.Clock), (smallest.Days, smallest.Seed, smallest.Faults));
        Assert.InRange(tried.Count, 1, 13);
        Assert.Contains(
            "SmallModel.Options(3, 5, 1) with { Faults = SoakFaults.Device | SoakFaults.Clock }", SoakReduction.Test(smallest),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_can_be_left_out_it_stays_as_it_is()
    {
        SoakOptions all = SmallModel.Options(2, 5, 1);
        Assert.Equal(all, SoakReduction.Reduce(all, options => options == all));
    }

    [Fact]
    public void A_day_without_faults_holds_and_has_none()
    {
        var run = new SoakRun(SmallModel.Options(1, 5, 1) with { Faults = SoakFaults.None });
        SoakProgress last = null!;
        SoakVerdict verdict = run.Run(now => last = now, TestContext.Current.CancellationToken);
        Assert.True(verdict.Holds, string.Join(Environment.NewLine, verdict.Findings));
        Assert.Equal((1, 0, 0), (last.Starts, last.TornWrites, last.Failures));
    }
}
