using NanoBms.Core.Estimation;

namespace NanoBms.Core.Tests.Estimation;

/// <summary>
/// What the fusion makes of readings and estimates, against the filter of the textbook that is told the same: variances and times stand
/// here anew, as the documents of <see cref="SocFusion"/> and <see cref="NetworkError"/> name them.
/// </summary>
public class SocFusionFilterTests
{
    private const float CapacityAh = 2f;
    private const double PercentPerAs = 100.0 / 7200;

    private readonly CoulombCounter counter = new(CapacityAh, 4.14f, 0.1f);
    private readonly TextbookFilter textbook = new(0.02 * PercentPerAs);
    private readonly SocFusion fused;
    private double runningS, gapS;

    public SocFusionFilterTests() => fused = new SocFusion(counter, CapacityAh, TestErrors.Table);

    [Fact]
    public void Readings_of_a_second_and_estimates_are_the_textbooks()
    {
        Drive(1200, 1, 50);
        Assert.False(fused.Disagrees);
    }

    [Fact]
    public void What_samples_that_are_far_apart_do_not_see_counts_twice()
    {
        Drive(200, 15, 50);
        Assert.InRange(counter.UnseenVariance(15, 1), 1e-3, 1);
    }

    [Fact]
    public void A_contradiction_makes_the_charge_less_sure_until_it_is_over()
    {
        Drive(1200, 1, 50);
        bool disagreed = false;
        for (int k = 0; k < 60; k++)
        {
            Add(k % 2, 15);
            Correct(66, 15);
            disagreed |= fused.Disagrees;
        }

        Assert.True(disagreed);
    }

    [Fact]
    public void What_may_have_flowed_unseen_grows_with_the_time_in_a_row_and_the_network_starts_anew_after_a_gap()
    {
        Drive(600, 1, 50);
        Add(float.NaN, 30);
        Add(float.NaN, 60);
        AddGap(100);
        Correct(50, 1);
        AddGap(900);
        Add(0.5f, 1);
        AddGap(30);
        Correct(50, 100);
        Drive(100, 1, 50);
    }

    [Theory]
    [InlineData(0.5f, 1)]
    [InlineData(1f, 1)]
    [InlineData(40f, 40)]
    [InlineData(100f, 100)]
    [InlineData(5000f, 100)]
    public void An_estimate_stands_for_a_second_at_least_and_for_as_long_as_errors_are_alike_at_most(float sinceLastS, double countsS)
    {
        Drive(600, 1, 50);
        Add(0, 1);
        fused.Correct(48f, sinceLastS);
        textbook.UpdateByNetwork(48, DyingDeviation, 0.06 * 15 / countsS);
        AssertSame();
    }

    [Fact]
    public void A_users_word_and_a_full_cell_owe_nothing_to_the_network()
    {
        Drive(300, 1, 50);
        fused.Set(40f, 2f);
        textbook.Anchor(40, 4, false);
        AssertSame();
        Assert.Equal(40f, fused.SocPercent);
        Assert.Equal(1.96f * 2f, fused.BarPercent, 1e-4f);
        bool isFull = false;
        for (int second = 0; second < 60; second++)
        {
            Assert.False(isFull);
            isFull = Add(0.02f, 1, 4.16f);
        }

        Assert.True(isFull);
        Assert.Equal(100f, fused.SocPercent);
        Assert.Equal(1.96f * 0.3f, fused.BarPercent, 1e-4f);
        Assert.Equal(100f, counter.Reference.SocPercent);
    }

    [Theory]
    [InlineData(0f, 0)]
    [InlineData(600f, 600)]
    [InlineData(5e6f, 1e6)]
    [InlineData(-1f, 5400)]
    [InlineData(float.NaN, 5400)]
    [InlineData(float.PositiveInfinity, 1e6)]
    public void A_restart_is_a_time_of_which_nothing_is_known(float offS, double countsS)
    {
        Drive(300, 1, 50);
        AddGap(300);
        fused.Resume(offS);
        textbook.RestartError();
        textbook.PredictUnmeasured(countsS, 2e-3 * countsS + Square(countsS / 360), 60);
        (runningS, gapS) = (0, 0);
        AssertSame();
        Assert.Equal(0f, fused.NetworkRunningS);
        Assert.Equal((float)textbook.State[0], counter.Reference.SocPercent, 1e-4f);
        Drive(60, 1, 50);
    }

    [Theory]
    [InlineData(true, 50.45f)]
    [InlineData(false, 60f)]
    public void After_a_short_restart_a_figure_moves_on_and_the_first_one_is_there_at_once(bool isAnchored, float expected)
    {
        if (isAnchored)
        {
            fused.Set(50f, 10f);
        }

        fused.Resume(30f);
        fused.Add(3.7f, 0f, 25f, 1f);
        fused.Correct(60f, 15f);
        Assert.Equal(expected, fused.SocPercent, 0.01f);
    }

    [Fact]
    public void An_estimate_and_a_reading_of_more_than_a_second_round_what_is_known_and_a_reading_of_a_second_does_not()
    {
        fused.Set(50f, 1f);
        fused.Add(3.7f, -0.7f, 25f, 1f);
        Assert.False(IsSingle(Kept().Charge));
        fused.Correct(50f, 15f);
        Assert.True(IsSingle(Kept().Charge) && IsSingle(Reference()));
        fused.Add(3.7f, -0.7f, 25f, 1f);
        Assert.False(IsSingle(Kept().Charge) && IsSingle(Reference()));
        fused.Add(3.7f, -0.7f, 25f, 1.5f);
        Assert.True(IsSingle(Kept().Charge) && IsSingle(Reference()));
    }

    [Fact]
    public void A_rest_at_full_begins_anew_after_a_gap()
    {
        fused.Set(50f, 1f);
        for (int second = 0; second < 59; second++)
        {
            fused.Add(4.16f, 0f, 25f, 1f);
        }

        fused.AddGap(1f);
        Assert.False(fused.Add(4.16f, 0f, 25f, 1f));
        Assert.False(fused.Add(4.16f, 0f, 25f, 58.5f));
        Assert.True(fused.Add(4.16f, 0f, 25f, 1f));
    }

    [Fact]
    public void A_network_that_is_far_from_the_count_for_long_is_believed_less_and_named()
    {
        // The square of 10 % to 1 % is more than is believed: 100 at most, learnt within twenty minutes.
        for (int second = 0; second < 1200; second++)
        {
            fused.Add(3.7f, -0.1f, 25f, 1f);
            fused.Correct(50f - second / 720f, 1f);
        }

        Assert.Equal(1f, fused.Fit, 0.05f);
        Assert.Equal((false, false), (fused.IsDoubtful, fused.IsForeign));
        double fit = fused.Fit;
        for (int k = 0; k < 20; k++)
        {
            fused.Add(3.7f, -0.1f, 25f, 15f);
            counter.Reference.AnchorAt(38);
            fused.Correct(51f, 15f);
            fit += (100 - fit) * 15 / 1215;
        }

        Assert.Equal(fit, fused.Fit, 1f);
        Assert.Equal((true, true), (fused.IsDoubtful, fused.IsForeign));
        fused.Add(3.7f, -0.1f, 0f, 15f);
        Assert.Equal((true, false), (fused.IsDoubtful, fused.IsForeign));
    }

    [Theory]
    [InlineData(80, 15)]
    [InlineData(20, 15)]
    [InlineData(80, 60)]
    public void An_estimate_that_is_suddenly_elsewhere_says_nothing_for_a_minute_and_all_then(float estimate, float sinceLastS)
    {
        Drive(2400, 1, 50);
        for (int k = 0; k < 3; k++)
        {
            Add(0, sinceLastS);
            fused.Correct(estimate, sinceLastS);
            AssertSame();
            Assert.Equal(50f, fused.SocPercent, 0.5f);
        }

        // Fifteen seconds at most each: the fourth is that of a minute.
        Add(0, sinceLastS);
        fused.Correct(estimate, sinceLastS);
        textbook.RestartError();
        textbook.Anchor(estimate, 2500, true);
        textbook.UpdateByNetwork(estimate, DyingDeviation, Scatter(sinceLastS));
        AssertSame();
        Assert.Equal(estimate, fused.SocPercent, 0.1f);
        Assert.Equal(estimate, counter.Reference.SocPercent);
    }

    [Theory]
    [InlineData(0.1f, true)]
    [InlineData(-0.1f, false)]
    public void Suddenly_is_by_twelve_percent_and_four_of_its_deviations(float beyond, bool isSudden)
    {
        // 1 %, and at a start three times as much.
        Drive(2400, 1, 50);
        foreach (int sign in new[] { 1, -1 })
        {
            double limit = 12 + 4 * (1 + 2 / (1 + runningS / 60));
            double before = Kept().Charge;
            fused.Correct((float)(before + sign * (limit + beyond)), 1f);
            Assert.Equal(isSudden, Math.Abs(Kept().Charge - before) < 1e-4);
            fused.Correct((float)Kept().Charge, 1f);
        }
    }

    [Fact]
    public void Sudden_estimates_to_either_side_in_turn_are_none_of_another_battery()
    {
        Drive(2400, 1, 50);
        for (int k = 0; k < 20; k++)
        {
            Add(0, 15);
            fused.Correct(k % 2 == 0 ? 85f : 15f, 15f);
            AssertSame();
        }
    }

    [Fact]
    public void The_bar_is_of_charge_and_network_of_what_is_not_shown_yet_and_of_a_contradiction()
    {
        // At a start the network errs by 3 %, a second later by a little less; all of it is in the figure.
        fused.Add(3.7f, 0f, 25f, 1f);
        fused.Correct(50f, 15f);
        double lasting = 1 + 2 / (1 + 1 / 60.0);
        (double charge, double variance, double reliance) = Kept();
        Assert.Equal(1, reliance, 0.01);
        Assert.Equal(1.96 * Math.Sqrt(variance + Square(reliance * lasting)), fused.BarPercent, 1e-3);

        // To either side, some of it shown.
        foreach (float estimate in new[] { 60f, 40f })
        {
            fused.Set(50f, 10f);
            fused.Add(3.7f, 0f, 25f, 1f);
            fused.Correct(estimate, 15f);
            (charge, variance, reliance) = Kept();
            lasting = 1 + 2 / (1 + fused.NetworkRunningS / 60);
            double away = Math.Abs(charge - fused.SocPercent);
            Assert.InRange(away, 3, 10);
            Assert.Equal(1.96 * Math.Sqrt(variance + Square(reliance * lasting)) + away, fused.BarPercent, 1e-3);
        }

        fused.Set(50f, 0.01f);
        Assert.Equal(0.3f, fused.BarPercent);
        fused.Set(50f, 60f);
        Assert.Equal(100f, fused.BarPercent);
    }

    [Fact]
    public void A_contradiction_is_in_the_bar()
    {
        for (int second = 0; second < 1200; second++)
        {
            Add(0, 1);
            Correct(50, 1);
        }

        int k = 0;
        for (; k < 60 && !fused.Disagrees; k++)
        {
            Add(0, 15);
            Correct(60, 15);
        }

        // The mean difference over two minutes, to a count that follows within half an hour.
        double mean = 0, reference = 0;
        for (int estimate = 0; estimate < k; estimate++)
        {
            reference += (10 - reference) * 15 / 1815;
            mean += (10 - reference - mean) * 15 / 135;
        }

        (double charge, double variance, double reliance) = Kept();
        double deviation = (1 + 2 / (1 + runningS / 60)) * Math.Sqrt(fused.Fit);
        double without = 1.96 * Math.Sqrt(variance + Square(reliance * deviation)) + Math.Abs(charge - fused.SocPercent);
        Assert.Equal(mean, fused.BarPercent - without, 0.01);
    }

    [Theory]
    [InlineData(true, 299, 55f)]
    [InlineData(true, 300, 50f + 5f * 15f / 1815f)]
    [InlineData(false, 100, 50f + 5f * 15f / 1815f)]
    public void A_count_that_rests_on_a_young_network_is_anchored_anew_and_any_other_is_drawn_slowly(
        bool isNetworks, int seconds, float expected)
    {
        if (isNetworks)
        {
            fused.Correct(50f, 15f);
        }
        else
        {
            fused.Set(50f, 1f);
        }

        fused.Add(3.7f, 0f, 25f, seconds);
        fused.Correct(55f, 15f);
        Assert.Equal(expected, counter.Reference.SocPercent, 1e-4f);
    }

    [Fact]
    public void What_is_shown_follows_by_so_much_a_second()
    {
        fused.Set(50f, 10f);
        fused.Add(3.7f, 0f, 25f, 2f);
        fused.Correct(60f, 15f);
        Assert.Equal(50.9f, fused.SocPercent, 1e-4f);
        fused.Correct(60f, 15f);
        Assert.Equal(50.9f, fused.SocPercent, 1e-4f);
        fused.Add(3.7f, 0f, 25f, 1f);
        Assert.Equal(51.35f, fused.SocPercent, 1e-4f);
        fused.AddGap(4f);
        Assert.Equal(53.15f, fused.SocPercent, 1e-4f);
        fused.Set(50f, 10f);
        fused.Add(3.7f, 0f, 25f, 2f);
        fused.Correct(40f, 15f);
        Assert.Equal(49.1f, fused.SocPercent, 1e-4f);
        fused.Correct(40f, 15f);
        Assert.Equal(49.1f, fused.SocPercent, 1e-4f);
    }

    [Theory]
    [InlineData(1000f, 1000f, false)]
    [InlineData(1090f, 0f, true)]
    [InlineData(1070f, 0f, false)]
    public void After_so_long_a_gap_the_figure_is_the_networks_at_once(float gapS, float anotherS, bool jumps)
    {
        // Three percent at a tenth of the capacity an hour: 1080 s in a row.
        fused.Set(50f, 10f);
        fused.AddGap(gapS);
        fused.Add(3.7f, 0f, 25f, 1f);
        if (anotherS > 0f)
        {
            fused.AddGap(anotherS);
            fused.Add(3.7f, 0f, 25f, 1f);
        }

        fused.Correct(60f, 15f);
        Assert.Equal(jumps, fused.SocPercent > 55f);
        float before = fused.SocPercent;
        fused.Correct(60f, 15f);
        Assert.Equal(before, fused.SocPercent, 0.46f);
    }

    [Theory]
    [InlineData(-5f, 4.0)]
    [InlineData(9f, 1.2)]
    [InlineData(10f, 1.0)]
    [InlineData(25f, 1.0)]
    public void In_the_cold_healthy_cells_are_further_out(float temperatureC, double times)
    {
        fused.Add(3.7f, 0f, temperatureC, 1f);
        fused.Add(3.7f, 0f, float.NaN, 1f);
        Assert.Equal(times, fused.ColdTimes, 1e-6);
    }

    [Fact]
    public void What_the_battery_is_at_is_not_known_after_a_gap_a_restart_or_another_battery()
    {
        int atFirst = fused.Phase;
        foreach (Action forget in new Action[] { () => fused.AddGap(1f), () => fused.Resume(1f), fused.Reset })
        {
            fused.Add(3.9f, 1f, 25f, 100f);
            Assert.Equal(PhaseDetector.Charging, fused.Phase);
            forget();
            Assert.Equal(atFirst, fused.Phase);
        }
    }

    [Fact]
    public void To_forget_is_to_be_as_new()
    {
        byte[] before = Bytes(fused, null);
        Drive(900, 1, 50);
        fused.Correct(90f, 15f);
        fused.Add(float.NaN, float.NaN, 25f, 30f);
        fused.Reset();
        Assert.Equal(before, Bytes(fused, null));
        Assert.False(counter.Reference.IsAnchored);
        fused.Correct(30f, 15f);
        Assert.Equal(30f, fused.SocPercent, 1e-3f);
    }

    [Theory]
    [InlineData("gap")]
    [InlineData("jump")]
    [InlineData("sudden")]
    [InlineData("young")]
    [InlineData("charging")]
    public void Handed_over_in_the_middle_of_something_it_goes_on_with_it(string what)
    {
        Drive(what == "young" ? 90 : 1500, 1, 50);
        (float currentA, float estimate) = (0f, 50f);
        if (what == "charging")
        {
            fused.Add(3.9f, 1f, 25f, 100f);
            (currentA, estimate) = (1f, 53f);
        }
        else if (what == "sudden")
        {
            fused.Correct(80f, 15f);
            fused.Correct(80f, 15f);
            fused.Correct(80f, 15f);
            estimate = 80f;
        }
        else if (what != "young")
        {
            fused.AddGap(what == "gap" ? 1000f : 1100f);
            estimate = 55f;
        }

        var otherCounter = new CoulombCounter(CapacityAh, 4.14f, 0.1f);
        var other = new SocFusion(otherCounter, CapacityAh, TestErrors.Table);
        var taken = new StateBuffer(Bytes(fused, counter), true) { IsExact = true };
        other.Serialize(taken);
        otherCounter.Serialize(taken);
        Assert.Equal(Bytes(fused, counter), Bytes(other, otherCounter));
        Assert.Equal((what == "charging" ? PhaseDetector.Charging : fused.Phase, fused.Phase), (other.Phase, other.Phase));
        foreach (SocFusion one in new[] { fused, other })
        {
            if (what == "gap")
            {
                one.AddGap(100f);
            }

            for (int k = 0; k < 5; k++)
            {
                one.Add(3.7f, currentA, 25f, 15f);
                one.Correct(estimate, 15f);
            }
        }

        Assert.Equal(Bytes(fused, counter), Bytes(other, otherCounter));
        Assert.Equal((fused.SocPercent, fused.BarPercent, fused.Phase), (other.SocPercent, other.BarPercent, other.Phase));
    }

    private static bool IsSingle(double value) => (float)value == value;

    private static double Square(double value) => value * value;

    private static double Scatter(double sinceS) => (0.2 * 0.2 + 0.02) * 15 / sinceS;

    private static byte[] Bytes(SocFusion fused, CoulombCounter? counter)
    {
        var bytes = new byte[400];
        var buffer = new StateBuffer(bytes, false) { IsExact = true };
        fused.Serialize(buffer);
        counter?.Serialize(buffer);
        return bytes[..buffer.Length];
    }

    private double DyingDeviation => Math.Sqrt(0.25 * (1 + 6 / Square(1 + runningS / 60)));

    /// <summary>The battery as a load comes and goes, from a charge on; an estimate each 15 s that is now above and now below it.</summary>
    private void Drive(int samples, float durationS, double percent)
    {
        int stride = Math.Max(1, (int)(15 / durationS));
        for (int k = 0; k < samples; k++)
        {
            float currentA = k / 10 % 2 == 0 ? -1f : 0.98f;
            Add(currentA, durationS);
            if (k % stride == 0)
            {
                Correct((float)(percent + 0.7 * Math.Sin(k)), 15);
            }
        }
    }

    private bool Add(float currentA, float durationS, float voltageV = 3.7f)
    {
        bool isFull = fused.Add(voltageV, currentA, 25f, durationS);
        if (float.IsNaN(currentA))
        {
            PredictUnmeasured(durationS);
        }
        else
        {
            gapS = 0;
            textbook.Predict(
                counter.ChangePercent / fused.CapacityShare, durationS, 2e-3 * durationS + counter.UnseenVariance(durationS, 2), 60);
        }

        if (isFull)
        {
            textbook.Update(100, 0.3 * 0.3);
            textbook.Anchor(100, 0.3 * 0.3, false);
        }

        runningS += durationS;
        AssertSame();
        return isFull;
    }

    private void AddGap(float durationS)
    {
        fused.AddGap(durationS);
        PredictUnmeasured(durationS);
        textbook.RestartError();
        runningS = 0;
        AssertSame();
    }

    /// <summary>A tenth of the capacity an hour, either way, may have flowed since the last reading.</summary>
    private void PredictUnmeasured(double timeS)
    {
        double before = gapS / 360, after = (gapS + timeS) / 360;
        gapS += timeS;
        textbook.PredictUnmeasured(timeS, 2e-3 * timeS + after * after - before * before, 60);
    }

    private void Correct(float estimate, float sinceS)
    {
        if (!fused.IsAnchored)
        {
            textbook.Anchor(estimate, 2500, true);
        }

        float fit = fused.Fit;
        fused.Correct(estimate, sinceS);
        if (fused.Disagrees)
        {
            textbook.Inflate(1e-2 * sinceS * fit);
        }

        textbook.UpdateByNetwork(estimate, DyingDeviation, Scatter(sinceS));
        AssertSame();
    }

    private (double Charge, double Variance, double Reliance) Kept()
    {
        byte[] bytes = Bytes(fused, counter);
        return (BitConverter.ToDouble(bytes, 0), BitConverter.ToDouble(bytes, 24), BitConverter.ToSingle(bytes, 72));
    }

    private double Reference()
    {
        var bytes = new byte[100];
        counter.Serialize(new StateBuffer(bytes, false) { IsExact = true });
        return BitConverter.ToDouble(bytes, 0);
    }

    private void AssertSame()
    {
        (double charge, double variance, double reliance) = Kept();
        Assert.Equal(textbook.State[0], charge, 1e-3);
        Assert.Equal(textbook.Covariance[0, 0], variance, 1e-4 * (1 + textbook.Covariance[0, 0]));
        Assert.Equal(textbook.Reliance, reliance, 1e-3);
        Assert.Equal(-textbook.State[1] / PercentPerAs, fused.CurrentOffsetA, 1e-4);
    }
}
