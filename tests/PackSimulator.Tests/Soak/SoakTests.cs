using NanoBms.PackSimulator.Soak;

namespace NanoBms.PackSimulator.Tests.Soak;

/// <summary>Days of the firmware with faults of sensors, network, channel, clock and power.</summary>
[Collection(nameof(OneAtATime))]
public sealed class SoakTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 239)]
    public void Seven_days_of_faults_lose_double_and_disorder_nothing(int seed, int keepInMemory)
    {
        var run = new SoakRun(SmallModel.Options(7, seed, keepInMemory));
        SoakProgress last = null!;
        SoakVerdict verdict = run.Run(now => last = now, TestContext.Current.CancellationToken);
        Assert.True(verdict.Holds, string.Join(Environment.NewLine, verdict.Findings));

        // All that was planned did befall it.
        Assert.InRange(last.Starts, 200, 230);
        Assert.InRange(last.TornWrites, 120, 200);
        Assert.InRange(last.Restarts, 7, 14);
        Assert.InRange(last.Made, 36_000, 40_320);
        Assert.InRange(last.Failures, 1_000, last.Requests / 3);
        Assert.InRange(run.Channel.Repeats, 1, 4_000);

        // The day and the hour without a network put more than 5,000 entries on flash, all that they are within the wear that is
        // documented.
        Assert.InRange(run.Seen.MaxWaiting, keepInMemory > 1 ? 1_000 : 5_000, 6_253);
        Assert.InRange(last.Writes / 7, 1_440, 7_000);
        Assert.InRange(last.Appends / 7, 100, 5_760);
    }

    /// <summary>
    /// The power goes just after the time was told, while entries on flash cannot be read; a clock that was two hours ahead is caught up
    /// over thirty starts.
    /// </summary>
    [Theory]
    [InlineData(812_578)]
    [InlineData(791_194)]
    public void Seven_days_hold_in_which_times_were_hard_to_tell(int seed) =>
        Assert.Empty(SmallModel.Broken(SmallModel.Run(SmallModel.Options(7, seed, 1))));

    [Theory]
    [InlineData(SoakFaults.Time, 2)]
    [InlineData(SoakFaults.Key, 1)]
    [InlineData(SoakFaults.Uptime, 1)]
    public void Bad_time_servers_a_wrong_key_or_a_stepping_uptime_lose_nothing(SoakFaults kind, int days)
    {
        SoakRun run = Run(SmallModel.Options(days, 5, 1) with { Faults = kind });
        Assert.Equal(run.Ledger.Count, run.Channel.Count);
    }

    [Fact]
    public void A_channel_that_cannot_be_asked_has_all_and_twice_only_what_the_log_tells()
    {
        int seed = Enumerable.Range(1, 100).First(k => new SoakPlan(1, k, SoakOptions.CutsInSevenDays / 7, SoakFaults.Private).IsPrivate);
        SoakRun run = Run(SmallModel.Options(1, seed, 1) with { Faults = SoakFaults.Private });
        Assert.InRange(run.Channel.Count - run.Ledger.Count, 1, run.Seen.Twice.Sum(said => said.Entries));
    }

    [Fact]
    public void A_seed_repeats_its_soak_and_another_does_not()
    {
        Assert.Equal(Log(3), Log(3));
        Assert.NotEqual(Log(3), Log(4));
    }

    private static SoakRun Run(SoakOptions options)
    {
        var run = new SoakRun(options);
        SoakVerdict verdict = run.Run(_ => { }, TestContext.Current.CancellationToken);
        Assert.True(verdict.Holds, string.Join(Environment.NewLine, verdict.Findings));
        return run;
    }

    private static string Log(int seed)
    {
        using var log = new StringWriter();
        SmallModel.Run(SmallModel.Options(1, seed, 1) with { Log = log });
        return log.ToString();
    }
}
