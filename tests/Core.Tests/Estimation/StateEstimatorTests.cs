using NanoBms.Core.Estimation;
using NanoBms.TestSupport;

namespace NanoBms.Core.Tests.Estimation;

public class StateEstimatorTests
{
    [Theory]
    [InlineData(3.1f, 0f)]
    [InlineData(3.25f, 0f)]
    [InlineData(3.5f, 50f)]
    [InlineData(3.75f, 100f)]
    [InlineData(3.9f, 100f)]
    public void The_network_shows_0_below_empty_and_100_above_full(float voltageV, float socPercent)
    {
        // 3.0 V is -50 %, 4.0 V is 150 %.
        var estimator = new StateEstimator(new VoltageNetwork { Scale = 200f, Offset = -50f });
        estimator.Accept(Reading.FromPhysical(voltageV, 0f, 25f));

        Assert.True(estimator.TryInfer(out float percent));
        Assert.Equal(socPercent, percent, 0.8f);
        Assert.InRange(percent, 0f, 100f);
        estimator.Correct(percent, 15f, out StateEstimate estimate);
        Assert.Equal(StateEstimator.ToCentiPercent(percent), estimate.NetworkCentiPercent);
        Assert.InRange(estimate.NetworkCentiPercent, 0, 10000);
    }

    [Fact]
    public void Counting_ends_at_0_and_100()
    {
        StateEstimator estimator = Anchored(out _);
        Count(estimator, 0.9f, 3600);
        Assert.InRange(estimator.SocCentiPercent, 9490, 9510);
        Count(estimator, 0.9f, 3600);
        Assert.Equal(10000, estimator.SocCentiPercent);
        Count(estimator, -2f, 2 * 3600);
        Assert.Equal(0, estimator.SocCentiPercent);
    }

    [Fact]
    public async Task Samples_are_taken_and_counted_while_the_network_runs()
    {
        using var model = new VoltageNetwork { Waits = true };
        var estimator = new StateEstimator(model);
        estimator.Accept(Reading.FromPhysical(3.5f, 0f, 25f));
        Assert.True(estimator.TryCapture());
        Task<float> inference = Task.Run(estimator.Infer, TestContext.Current.CancellationToken);
        Assert.True(model.Started.Wait(WaitLimit.Time, TestContext.Current.CancellationToken));

        estimator.SetSoc(50f);
        await Task.Run(() => Count(estimator, -2f, 360), TestContext.Current.CancellationToken)
            .WaitAsync(WaitLimit.Time, TestContext.Current.CancellationToken);
        Assert.InRange(estimator.SocCentiPercent, 3990, 4010);
        Assert.Equal(-1, estimator.NetworkCentiPercent);
        Assert.False(inference.IsCompleted);

        // The estimate is of the sample that was captured, whatever came since.
        model.MayEnd.Set();
        Assert.Equal(50f, await inference.WaitAsync(WaitLimit.Time, TestContext.Current.CancellationToken), 0.4f);
    }

    [Fact]
    public void A_gap_takes_the_networks_figure_away_and_leaves_what_was_known()
    {
        StateEstimator estimator = Anchored(out _);
        estimator.Accept(Reading.FromPhysical(3.6f, 0f, 25f));
        for (int k = 0; k < GapFilter.MaxHeld; k++)
        {
            estimator.AcceptMissing();
            Assert.Equal((SampleStatus.Held, 5000), (estimator.LastStatus, estimator.NetworkCentiPercent));
        }

        estimator.AcceptMissing();
        Assert.Equal(
            (SampleStatus.Gap, -1, 5000), (estimator.LastStatus, estimator.NetworkCentiPercent, estimator.KnownNetworkCentiPercent));
        Assert.InRange(estimator.SocCentiPercent, 4950, 5050);
    }

    [Fact]
    public void A_cell_that_rests_full_is_full_at_once()
    {
        StateEstimator estimator = Anchored(out _);
        for (int second = 0; second < FullChargeDetector.HoldS; second++)
        {
            Assert.InRange(estimator.SocCentiPercent, 4950, 5050);
            estimator.Accept(Reading.FromPhysical(4.16f, 0f, 25f));
        }

        Assert.Equal(10000, estimator.SocCentiPercent);
        Assert.InRange(estimator.BarPercent, 0f, 1f);
    }

    [Fact]
    public void Network_and_count_that_contradict_each_other_for_minutes_disagree()
    {
        StateEstimator estimator = Anchored(out _);
        Estimate(estimator, 50f, 1800);
        Assert.False(estimator.Disagrees);
        StateEstimate estimate = Estimate(estimator, 58f, 600);
        Assert.True(estimate.Disagrees);
        Assert.True(estimator.Disagrees);
        estimator.Reset();
        Assert.False(estimator.Disagrees);
    }

    [Theory]
    [InlineData(20f, -0.4f, 3.2f, 3.2f, 25f, BatteryFault.Charge)]
    [InlineData(20f, -0.4f, 3.2f, 3.17f, 25f, BatteryFault.Charge)]
    [InlineData(20f, 0.4f, 3.2f, 3.2f, 25f, BatteryFault.Charge)]
    [InlineData(20f, -0.4f, 3.2f, 3f, 25f, BatteryFault.None)]
    [InlineData(20f, 0.4f, 3.1f, 3.3f, 25f, BatteryFault.None)]
    [InlineData(20f, 0f, 3.2f, 3.2f, 25f, BatteryFault.None)]
    [InlineData(20f, -0.4f, 3.2f, 3.2f, -20f, BatteryFault.None)]
    [InlineData(20f, -0.4f, 2.8f, 2.8f, 25f, BatteryFault.None)]
    [InlineData(20f, -0.4f, 3.4f, 3.4f, 25f, BatteryFault.None)]
    [InlineData(30f, -0.4f, 3.2f, 3.2f, 25f, BatteryFault.None)]
    public void A_cell_whose_voltage_stands_low_in_its_charge_while_charge_flows_is_another_one(
        float networkPercent, float currentA, float fromV, float toV, float temperatureC, BatteryFault fault)
    {
        // 0.4 of 2 Ah, or 12 % in 36 minutes; 4.14 V full, 2.5 V empty.
        var estimator = new StateEstimator(new VoltageNetwork());
        const int Seconds = 2160;
        for (int second = 0; second < Seconds; second++)
        {
            estimator.Accept(Reading.FromPhysical(fromV + (toV - fromV) * second / Seconds, currentA, temperatureC));
            if (second % 15 == 0)
            {
                estimator.Correct(networkPercent, 15f, out _);
            }
        }

        Assert.Equal(fault, estimator.Fault);
    }

    [Theory]
    [InlineData(0.01f, 0f, BatteryFault.Charge)]
    [InlineData(0.1f, 0f, BatteryFault.Charge)]
    [InlineData(0.1f, 0.3f, BatteryFault.None)]
    public void The_voltage_that_stands_is_that_without_the_load(float ohm, float fallV, BatteryFault fault)
    {
        // A load of 0.8 A each other half minute, through another resistance than a cell of the model has; 12 % flow out.
        StateEstimator estimator = new(new VoltageNetwork()), restored = new(new VoltageNetwork());
        const int Seconds = 2160;
        for (int second = 0; second < Seconds; second++)
        {
            float currentA = second / 30 % 2 == 0 ? 0f : -0.8f;
            estimator.Accept(Reading.FromPhysical(3.25f - fallV * second / Seconds + ohm * currentA, currentA, 25f));
            if (second % 15 == 0)
            {
                estimator.Correct(20f, 15f, out _);

                // Over a sleep each minute, which keeps it rounded, too.
                Copy(estimator, restored);
                (estimator, restored) = second % 60 == 0 ? (restored, estimator) : (estimator, restored);
            }
        }

        Assert.Equal(fault, estimator.Fault);
    }

    [Fact]
    public void A_cell_that_was_well_charged_before_is_the_models()
    {
        var estimator = new StateEstimator(new VoltageNetwork());
        for (int second = 0; second < 2400; second++)
        {
            estimator.Accept(Reading.FromPhysical(3.2f, -0.4f, 25f));
            if (second % 15 == 0)
            {
                estimator.Correct(second < 120 ? 55f : 20f, 15f, out _);
            }
        }

        Assert.Equal(BatteryFault.None, estimator.Fault);
    }

    [Theory]
    [InlineData(1, 1, 0f, 1f)]
    [InlineData(3, 2, 0f, 2f)]
    [InlineData(13, 4, 2.5f, 5f)]
    [InlineData(4, 1, 100f, 50f)]
    public void A_battery_is_estimated_as_one_cell_at_its_rate(int series, int parallel, float cellAh, float share)
    {
        // 1 A of the model's 2 Ah for half an hour, in whatever battery that is.
        var network = new VoltageNetwork();
        var battery = new Battery(network.Info, series, parallel, cellAh);
        var estimator = new StateEstimator(network, battery, StateEstimator.FullVoltageOfModel);
        Assert.Equal(2f * share, battery.CapacityAh, 1e-4f);
        estimator.SetSoc(80f);
        for (int second = 0; second < 1800; second++)
        {
            estimator.Accept(Reading.FromPhysical(3.6f * series, -1f * share, 25f));
        }

        Assert.InRange(estimator.SocCentiPercent, 5490, 5510);
        Assert.Equal(0.55f * 2f * share, estimator.RemainingAh, 0.01f * share);
        Assert.Equal(0.5 * share, estimator.Meter.ChargeOutAh, 1e-3 * share);
        Assert.Equal(0.5 * share * 3.6 * series, estimator.Meter.EnergyOutWh, 1e-2 * share * series);
        Assert.Equal(3600f * 1.1f, estimator.TimeLeftS, 60f);
    }

    [Fact]
    public void A_full_charge_out_of_a_worn_cell_tells_its_capacity()
    {
        StateEstimator estimator = Anchored(out _);
        Cycle(estimator, 1.6, 3);
        Rest(estimator, 4.16f, 120);
        Assert.Equal(0.8f, estimator.CapacityShare, 0.024f);
        Assert.Equal(1.6f, estimator.CapacityAh, 0.05f);
    }

    [Theory]
    [InlineData(1.2, BatteryFault.None)]
    [InlineData(2.36, BatteryFault.None)]
    [InlineData(2.55, BatteryFault.None)]
    [InlineData(2.7, BatteryFault.Capacity)]
    public void A_battery_that_holds_more_than_a_quarter_more_beyond_doubt_is_another(double capacityAh, BatteryFault fault)
    {
        StateEstimator estimator = Anchored(out _);
        Cycle(estimator, capacityAh, 3);
        Assert.Equal(fault, estimator.Fault);
        Assert.Equal(capacityAh / 2, estimator.CapacityShare, 0.03);
        Assert.InRange(estimator.CapacityDeviation, 0.004, 0.03);
    }

    [Fact]
    public void A_cell_of_another_chemistry_is_named_by_its_voltage()
    {
        StateEstimator estimator = Anchored(out _);
        Rest(estimator, 2.1f, 60);
        Assert.Equal(BatteryFault.None, estimator.Fault);
        Rest(estimator, 2.1f, 120);
        Assert.Equal(BatteryFault.Voltage, estimator.Fault);
        Rest(estimator, 3.6f, 300);
        Assert.Equal(BatteryFault.None, estimator.Fault);
    }

    [Fact]
    public void A_battery_that_was_changed_between_two_readings_is_seen_within_two_minutes()
    {
        StateEstimator estimator = Anchored(out _);
        Estimate(estimator, 50f, 1800);
        Estimate(estimator, 95f, 120);
        Assert.InRange(estimator.SocCentiPercent, 9200, 9600);
    }

    [Fact]
    public void What_is_learnt_takes_no_more_bytes_than_are_kept_for_it()
    {
        StateEstimator estimator = Anchored(out _);
        var count = new StateBuffer(null, false);
        estimator.SerializeLearnt(count);
        Assert.Equal(StateEstimator.LearntBytes, count.Length);
    }

    [Fact]
    public void A_users_word_counts_at_once_and_another_battery_starts_anew()
    {
        StateEstimator estimator = Anchored(out _);
        estimator.SetSoc(75f);
        Assert.Equal(7500, estimator.SocCentiPercent);
        Assert.InRange(estimator.BarPercent, 1f, 6f);
        estimator.SetSoc(100f);
        Assert.Equal(10000, estimator.SocCentiPercent);
        estimator.ReplaceBattery();
        Assert.Equal(-1, estimator.SocCentiPercent);
        Assert.Equal(1f, estimator.CapacityShare);
    }

    [Theory]
    [InlineData(60f)]
    [InlineData(-1f)]
    public void A_restart_is_as_a_fresh_start_with_what_was_kept_to_the_last_bit(float offS)
    {
        StateEstimator restarted = new(new VoltageNetwork()), fresh = new(new VoltageNetwork());
        Drive(restarted, 0, 1800);
        var learnt = new byte[StateEstimator.LearntBytes];
        restarted.SerializeLearnt(new StateBuffer(learnt, false));
        restarted.Restart(learnt, offS);
        fresh.SerializeLearnt(new StateBuffer(learnt, true));
        fresh.Resume(offS);
        for (int second = 0; second < 1800; second++)
        {
            Drive(restarted, second, 1);
            Drive(fresh, second, 1);
            Assert.Equal(
                (fresh.SocPercent, fresh.BarPercent, fresh.CurrentOffsetA, fresh.CapacityShare, fresh.Fit),
                (restarted.SocPercent, restarted.BarPercent, restarted.CurrentOffsetA, restarted.CapacityShare, restarted.Fit));
        }
    }

    // Full, down to 20 % at 0.8 A while the network shows the true state of charge, and full again, so many times.
    private static void Cycle(StateEstimator estimator, double capacityAh, int cycles)
    {
        const double PercentPerS = 100 * 0.8 / 3600;
        for (int cycle = 0; cycle < cycles; cycle++)
        {
            double soc = 100;
            Rest(estimator, 4.16f, 120);
            for (int second = 0; soc > 20; second++)
            {
                soc -= PercentPerS / capacityAh;
                estimator.Accept(Reading.FromPhysical(3.6f, -0.8f, 25f));
                if (second % 15 == 0)
                {
                    estimator.Correct((float)soc, 15f, out _);
                }
            }

            for (; soc < 100; soc += PercentPerS / capacityAh)
            {
                estimator.Accept(Reading.FromPhysical(3.9f, 0.8f, 25f));
            }
        }
    }

    // A second each, with an estimate each 15.
    private static void Drive(StateEstimator estimator, int from, int seconds)
    {
        for (int second = from; second < from + seconds; second++)
        {
            estimator.Accept(Reading.FromPhysical(3.6f - 0.0001f * second + 0.02f * (second % 7), -1f + 0.3f * (second % 5),
                20f + 0.01f * second));
            if (second % 15 == 14 && estimator.TryInfer(out float percent))
            {
                estimator.Correct(percent, 15f, out _);
            }
        }
    }

    private static void Rest(StateEstimator estimator, float voltageV, int seconds)
    {
        for (int second = 0; second < seconds; second++)
        {
            estimator.Accept(Reading.FromPhysical(voltageV, 0f, 25f));
        }
    }

    private static StateEstimator Anchored(out StateEstimate estimate)
    {
        var estimator = new StateEstimator(new VoltageNetwork());
        estimator.Correct(50f, 15f, out estimate);
        return estimator;
    }

    private static void Count(StateEstimator estimator, float currentA, int seconds)
    {
        for (int second = 0; second < seconds; second++)
        {
            estimator.Accept(Reading.FromPhysical(3.6f, currentA, 25f));
        }
    }

    private static StateEstimate Estimate(StateEstimator estimator, float percent, int seconds)
    {
        StateEstimate estimate = default;
        for (int second = 0; second < seconds; second++)
        {
            estimator.Accept(Reading.FromPhysical(3.6f, 0f, 25f));
            if (second % 15 == 0)
            {
                estimator.Correct(percent, 15f, out estimate);
            }
        }

        return estimate;
    }

    /// <summary>A network of one sample that shows the voltage: 3 V is 0 %, 4 V is 100 %. Of a cell of 2 Ah.</summary>
    private static void Copy(StateEstimator from, StateEstimator to)
    {
        var count = new StateBuffer(null, false);
        from.Serialize(count);
        byte[] bytes = new byte[count.Length];
        from.Serialize(new StateBuffer(bytes, false));
        to.Serialize(new StateBuffer(bytes, true));
    }

    private sealed class VoltageNetwork : QuantizedModel, IDisposable
    {
        public float Scale { init => Info.SocScale = value; }

        public float Offset { init => Info.SocOffset = value; }

        public bool Waits { get; init; }

        public ManualResetEventSlim Started { get; } = new();

        public ManualResetEventSlim MayEnd { get; } = new();

        public override ModelInfo Info { get; } = new()
        {
            TimeSteps = 1,
            InputSize = 1,
            OutputSize = 1,
            SamplePeriodMs = 1000,
            RatedCapacityAh = 2f,
            FullVoltageV = 4.14f,
            FullTailCurrentA = 0.05f,
            EmptyVoltageV = 2.5f,
            ErrorTable = TestErrors.Table,
            Features = [new FeatureSpec(FeatureKind.Voltage, FeatureSource.Voltage, FeatureSource.Voltage, 0, 0f)],
            FeatureScale = [1f],
            FeatureOffset = [-3f],
            InputScale = 1f / 255f,
            InputZeroPoint = -128,
            OutputScale = 1f / 255f,
            OutputZeroPoint = -128,
        };

        public override void Reset()
        {
        }

        public override void Invoke(short[] input, short[] output)
        {
            output[0] = input[0];
            Started.Set();
            if (Waits)
            {
                Assert.True(MayEnd.Wait(WaitLimit.Time));
            }
        }

        public void Dispose()
        {
            Started.Dispose();
            MayEnd.Dispose();
        }
    }
}
