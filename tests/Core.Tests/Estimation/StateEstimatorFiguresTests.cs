using NanoBms.Core.Estimation;
using NanoBms.Core.Tests.Estimation.Golden;

namespace NanoBms.Core.Tests.Estimation;

/// <summary>The figures of an estimator, and what of them is forgotten when: a cell of 2 Ah, a sample a second, a window of ten.</summary>
public class StateEstimatorFiguresTests
{
    private const int WindowLength = 10;

    [Fact]
    public void The_bar_is_rounded_up_and_the_capacity_to_the_nearest()
    {
        // 1.96 deviations of 2 %, and of 0.3 % where the word is that it is full.
        StateEstimator estimator = Create(2f);
        estimator.SetSoc(75f);
        estimator.Read(out StateEstimate estimate);
        Assert.Equal((7500, 40, 200, -1),
            (estimate.SocCentiPercent, estimate.BarDeciPercent, estimate.CapacityCentiAh, estimate.NetworkCentiPercent));
        Assert.Equal((75f, 2f, 1.5f), (estimator.SocPercent, estimator.CapacityAh, estimator.RemainingAh));
        estimator.SetSoc(100f);
        estimator.Read(out estimate);
        Assert.Equal((10000, 6), (estimate.SocCentiPercent, estimate.BarDeciPercent));
        estimator.SetSoc(99f);
        Assert.Equal(3.92f, estimator.BarPercent, 1e-4f);
    }

    [Fact]
    public void Without_the_cells_capacity_there_is_the_networks_figure_and_nothing_else()
    {
        StateEstimator estimator = Create(0f);
        Assert.Equal((-1, 0f, 100f), (estimator.SocCentiPercent, estimator.SocPercent, estimator.BarPercent));
        Accept(estimator, 20, -1f);
        estimator.AcceptMissed(2000);
        estimator.SetSoc(50f);
        Assert.Equal(-1, estimator.SocCentiPercent);
        estimator.Correct(42f, 15f, out StateEstimate estimate);
        Assert.Equal((4200, 42f, 100f), (estimator.SocCentiPercent, estimator.SocPercent, estimator.BarPercent));
        Assert.Equal((4200, 4200, 1000, -1, false), (estimate.SocCentiPercent, estimate.NetworkCentiPercent, estimate.BarDeciPercent,
            estimate.CapacityCentiAh, estimate.Disagrees));
        Assert.Equal((1f, 1f, 0f, 0f, 1f, 0f, 0f, false), (estimator.CapacityShare, estimator.CapacityDeviation, estimator.CapacityAh,
            estimator.RemainingAh, estimator.Fit, estimator.CurrentOffsetA, estimator.TimeLeftS, estimator.Disagrees));
        estimator.Restart(60f);
        Assert.Equal((-1, 4200), (estimator.SocCentiPercent, estimator.KnownNetworkCentiPercent));
        estimator.ReplaceBattery();
        Assert.Equal(-1, estimator.KnownNetworkCentiPercent);
    }

    [Fact]
    public void Before_anything_is_known_no_time_is_told()
    {
        StateEstimator estimator = Create(2f);
        Accept(estimator, 60, -1f);
        Assert.Equal((-1, 0f, 0f), (estimator.SocCentiPercent, estimator.TimeLeftS, estimator.RemainingAh));
        Assert.Equal((0.08f, 1f, 0f), (estimator.CapacityDeviation, estimator.Fit, estimator.CurrentOffsetA));
        estimator.SetSoc(50f);
        Assert.Equal(3600f, estimator.TimeLeftS, 1f);

        // At 0 % there is a time to full.
        estimator.ReplaceBattery();
        estimator.SetSoc(0f);
        estimator.Accept(Reading.FromPhysical(3.6f, 0f, 25f));
        Assert.Equal(0f, estimator.TimeLeftS);
        estimator.ReplaceBattery();
        Accept(estimator, 1, 1f);
        estimator.SetSoc(0f);
        Assert.Equal(7200f, estimator.TimeLeftS, 10f);
    }

    [Fact]
    public void What_is_learnt_of_network_sensor_and_capacity_is_told()
    {
        // The network falls twice as fast as is counted.
        StateEstimator estimator = Create(2f);
        estimator.SetSoc(80f);
        for (int k = 0; k < 100; k++)
        {
            Accept(estimator, 15, -1f);
            estimator.Correct(80f - k * 2 * 15 / 72f, 15f, out _);
        }

        Assert.InRange(estimator.Fit, 1.01f, 100f);
        Assert.InRange(estimator.CapacityShare, 0.4f, 0.999f);
        Assert.Equal(2f * estimator.CapacityShare, estimator.CapacityAh, 1e-6f);
        Assert.InRange(estimator.CurrentOffsetA, 1e-4f, 1f);
    }

    [Theory]
    [InlineData(60f)]
    [InlineData(float.NaN)]
    public void A_rest_at_full_is_handed_over(float percent)
    {
        StateEstimator from = Create(2f), to = Create(2f);
        from.SetSoc(50f);
        for (int second = 0; second < 30; second++)
        {
            from.Accept(Reading.FromPhysical(4.16f, 0f, 25f));
        }

        from.Correct(percent, 15f, out StateEstimate estimate);
        Assert.Equal(float.IsNaN(percent) ? -1 : 6000, estimate.NetworkCentiPercent);
        to.Serialize(new StateBuffer(Bytes(from), true) { IsExact = true });
        for (int second = 0; second < 30; second++)
        {
            Assert.InRange(to.SocCentiPercent, 4900, 6100);
            to.Accept(Reading.FromPhysical(4.16f, 0f, 25f));
        }

        Assert.Equal(10000, to.SocCentiPercent);
    }

    [Fact]
    public void There_is_an_estimate_when_the_window_is_full()
    {
        StateEstimator estimator = Create(2f);
        Assert.Equal((WindowLength, 0, false), (estimator.WindowLength, estimator.BufferedSamples, estimator.IsReady));
        Accept(estimator, WindowLength - 1, 0f);
        Assert.Equal(
            (WindowLength - 1, false, false), (estimator.BufferedSamples, estimator.IsReady, estimator.TryInfer(out float percent)));
        Assert.Equal(0f, percent);
        Accept(estimator, 1, 0f);
        Assert.Equal((true, true), (estimator.IsReady, estimator.TryInfer(out percent)));
        Assert.InRange(percent, 1f, 99f);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(1000, 1)]
    [InlineData(1500, 1)]
    [InlineData(1100, 2)]
    public void Sample_times_that_passed_are_as_so_many_that_failed(int count, int periodS)
    {
        StateEstimator passed = new(Model(2f, periodS)), failed = new(Model(2f, periodS));
        foreach (StateEstimator one in new[] { passed, failed })
        {
            one.SetSoc(50f);
            Accept(one, 20, -1f);
        }

        passed.AcceptMissed(count);
        for (int k = 0; k < count; k++)
        {
            failed.AcceptMissing();
        }

        Assert.Equal((failed.LastStatus, failed.BufferedSamples), (passed.LastStatus, passed.BufferedSamples));
        Assert.Equal(failed.SocPercent, passed.SocPercent, 1e-4f);
        Assert.Equal(failed.BarPercent, passed.BarPercent, 1e-2f);

        // Three are counted as the last good one; in the others a tenth of the capacity an hour may have flowed.
        Assert.Equal(50f - (20 + Math.Min(count, 3)) * periodS / 72f, passed.SocPercent, 1e-3f);
        double unknownS = Math.Max(0, count - 3) * periodS, variance = 4 + 2e-3 * (20 + count) * periodS + Math.Pow(unknownS / 360, 2);
        Assert.InRange(passed.BarPercent, 1.96 * Math.Sqrt(variance), 1.96 * Math.Sqrt(variance + 1e-3 * periodS * periodS) + 0.01);
    }

    [Fact]
    public void A_gap_ends_window_mean_and_the_networks_figure_and_a_held_reading_none_of_them()
    {
        StateEstimator estimator = Create(2f);
        estimator.SetSoc(50f);
        Accept(estimator, 20, -1f);
        estimator.Correct(50f, 15f, out _);
        estimator.Accept(Reading.FromPhysical(9f, 0f, 25f));
        Assert.Equal((SampleStatus.Held, 5000, WindowLength, -1f),
            (estimator.LastStatus, estimator.NetworkCentiPercent, estimator.BufferedSamples, estimator.Meter.MeanCurrentA));
        Assert.Equal(20.0 / 3600, estimator.Meter.ChargeOutAh, 1e-9);
        for (int k = 0; k < 3; k++)
        {
            estimator.Accept(Reading.FromPhysical(9f, 0f, 25f));
        }

        Assert.Equal((SampleStatus.Gap, -1, 5000, 0, 0f), (estimator.LastStatus, estimator.NetworkCentiPercent,
            estimator.KnownNetworkCentiPercent, estimator.BufferedSamples, estimator.Meter.MeanCurrentA));
    }

    [Fact]
    public void Only_a_full_cell_and_the_word_for_it_begin_what_is_counted_since_full()
    {
        StateEstimator estimator = Create(2f);
        Accept(estimator, 36, -1f);
        estimator.SetSoc(99f);
        Assert.Equal(-0.01f, estimator.Meter.ChargeSinceFullAh, 1e-5f);
        estimator.SetSoc(100f);
        Assert.Equal(0f, estimator.Meter.ChargeSinceFullAh);
        Accept(estimator, 36, -1f);
        for (int second = 0; second < FullChargeDetector.HoldS; second++)
        {
            Assert.InRange(estimator.Meter.ChargeSinceFullAh, -0.011f, -0.009f);
            estimator.Accept(Reading.FromPhysical(4.16f, 0f, 25f));
        }

        Assert.Equal(0f, estimator.Meter.ChargeSinceFullAh);
    }

    [Fact]
    public void A_voltage_of_a_full_cell_that_is_named_stands_for_the_models_and_0_for_none()
    {
        foreach ((float fullV, int soc) in new[] { (StateEstimator.FullVoltageOfModel, 10000), (4.17f, 5000), (0f, 5000), (4.15f, 10000) })
        {
            var network = new QuantizedSocNetwork(Model(2f));
            var estimator = new StateEstimator(network, new Battery(network.Info), fullV);
            estimator.SetSoc(50f);
            for (int second = 0; second < 61; second++)
            {
                estimator.Accept(Reading.FromPhysical(4.16f, 0f, 25f));
            }

            Assert.Equal(soc, estimator.SocCentiPercent);
        }
    }

    [Fact]
    public void To_begin_anew_is_to_be_as_new_and_another_battery_leaves_the_samples()
    {
        byte[] before = Bytes(Create(2f));
        StateEstimator estimator = Used();
        estimator.ReplaceBattery();
        Assert.Equal((-1, -1, -1, WindowLength), (estimator.SocCentiPercent, estimator.NetworkCentiPercent,
            estimator.KnownNetworkCentiPercent, estimator.BufferedSamples));
        Assert.Equal((0.0, 0f, BatteryFault.None), (estimator.Meter.ChargeOutAh, estimator.Meter.MeanCurrentA, estimator.Fault));
        estimator.Correct(70f, 15f, out StateEstimate estimate);
        Assert.Equal(7000, estimate.SocCentiPercent);
        estimator = Used();
        estimator.Reset();
        Assert.Equal((-1, -1, 0), (estimator.NetworkCentiPercent, estimator.KnownNetworkCentiPercent, estimator.BufferedSamples));
        Assert.Equal((0.0, 0f, BatteryFault.None), (estimator.Meter.ChargeOutAh, estimator.Meter.MeanCurrentA, estimator.Fault));

        // The last reading is kept, and counts for nothing: the first that fails is a gap.
        Assert.Equal(before.Length, Bytes(estimator).Length);
        estimator.AcceptMissing();
        Assert.Equal(SampleStatus.Gap, estimator.LastStatus);
    }

    [Theory]
    [InlineData(60f)]
    [InlineData(-1f)]
    public void A_restart_keeps_figures_and_sums_and_ends_samples_and_mean(float offS)
    {
        StateEstimator estimator = Used();
        (float soc, float bar, double outAh) = (estimator.SocPercent, estimator.BarPercent, estimator.Meter.ChargeOutAh);
        estimator.Restart(offS);
        Assert.Equal((soc, 5000, -1, 0), (estimator.SocPercent, estimator.KnownNetworkCentiPercent, estimator.NetworkCentiPercent,
            estimator.BufferedSamples));
        Assert.Equal((outAh, 0f, BatteryFault.None), (estimator.Meter.ChargeOutAh, estimator.Meter.MeanCurrentA, estimator.Fault));

        // Of an hour and a half nothing is known where nobody can tell how long it was.
        Assert.InRange(estimator.BarPercent - bar, offS < 0f ? 20f : 0f, offS < 0f ? 40f : 0.5f);
        estimator.AcceptMissing();
        Assert.Equal(SampleStatus.Gap, estimator.LastStatus);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void What_is_handed_over_is_the_same_whether_the_networks_figure_is_of_now_or_of_before_a_gap(int missing)
    {
        StateEstimator from = Used(), to = Create(2f);
        for (int k = 0; k < missing; k++)
        {
            from.AcceptMissing();
        }

        byte[] bytes = Bytes(from);
        to.Serialize(new StateBuffer(bytes, true) { IsExact = true });
        Assert.Equal(bytes, Bytes(to));
        Assert.Equal((missing == 4 ? -1 : 5000, 5000, from.LastStatus),
            (to.NetworkCentiPercent, to.KnownNetworkCentiPercent, to.LastStatus));
        Assert.Equal((from.SocPercent, from.BarPercent, from.Fault), (to.SocPercent, to.BarPercent, to.Fault));
        foreach (StateEstimator one in new[] { from, to })
        {
            Accept(one, 15, -0.5f);
            Assert.True(one.TryInfer(out float percent));
            one.Correct(percent, 15f, out _);
        }

        Assert.Equal(Bytes(from), Bytes(to));
    }

    [Fact]
    public void A_model_whose_features_do_not_fit_is_refused()
    {
        QuantizedModel without = Model(2f), unpaced = Model(2f), narrow = Model(2f);
        without.Info.Features = null;
        unpaced.Info.SamplePeriodMs = 0;
        narrow.Info.Features = narrow.Info.Features[..9];
        const string NoManifest = "The model has no manifest: its features and sample period are unknown. Convert it with a manifest.";
        Assert.Equal(NoManifest, Assert.Throws<ArgumentException>(() => new StateEstimator(without)).Message);
        Assert.Equal(NoManifest, Assert.Throws<ArgumentException>(() => new StateEstimator(unpaced)).Message);
        Assert.Equal("The model takes 10 features and its manifest names 9.",
            Assert.Throws<ArgumentException>(() => new StateEstimator(narrow)).Message);
    }

    /// <summary>One that knows, has learnt and counted something, and names a fault.</summary>
    private static StateEstimator Used()
    {
        StateEstimator estimator = Create(2f);
        estimator.SetSoc(52f);
        for (int second = 0; second < 200; second++)
        {
            estimator.Accept(Reading.FromPhysical(2.1f, -0.5f, 25f));
        }

        estimator.Correct(50f, 15f, out _);
        Assert.Equal(BatteryFault.Voltage, estimator.Fault);
        return estimator;
    }

    private static void Accept(StateEstimator estimator, int seconds, float currentA)
    {
        for (int second = 0; second < seconds; second++)
        {
            estimator.Accept(Reading.FromPhysical(3.6f, currentA, 25f));
        }
    }

    private static byte[] Bytes(StateEstimator estimator)
    {
        var count = new StateBuffer(null, false) { IsExact = true };
        estimator.Serialize(count);
        var bytes = new byte[count.Length];
        estimator.Serialize(new StateBuffer(bytes, false) { IsExact = true });
        return bytes;
    }

    private static StateEstimator Create(float ratedCapacityAh) => new(Model(ratedCapacityAh));

    private static GoldenNetwork Model(float ratedCapacityAh, int periodS = 1)
    {
        var model = new GoldenNetwork(1000 * periodS, ratedCapacityAh, false);
        (model.Info.FullVoltageV, model.Info.FullTailCurrentA, model.Info.EmptyVoltageV) = (4.14f, 0.05f, 2.5f);
        model.Info.ErrorTable = TestErrors.Table;
        return model;
    }
}
