using NanoBms.Predictor;

namespace NanoBms.Models.Tests.Predictor;

public class SavedStateTests
{
    private static readonly SocPredictorOptions Options = new() { BuiltInModel = "panasonic18650pf-128-64-15s" };
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_predictor_that_is_saved_and_restored_at_each_sample_says_the_same_to_the_last_bit()
    {
        var set = new SocPredictorSet<int>(Options);
        var unbroken = new DeviceFollower(set[0]);
        byte[]? saved = null;
        int figures = 0;
        for (int k = 0; k < 120; k++)
        {
            BatterySample sample = Sample(k);
            SocPrediction expected = unbroken.Follow(sample, default);
            var broken = new DeviceFollower(set[k + 1]);
            Assert.True(saved is null || broken.TryRestore(saved));
            Assert.Equal(expected, broken.Follow(sample, default));
            saved = broken.Save();
            figures += expected.SocPercent is null ? 0 : 1;
        }

        Assert.InRange(figures, 60, 110);
    }

    [Fact]
    public void What_is_sought_after_a_power_cut_is_saved_too()
    {
        var set = new SocPredictorSet<int>(Options);
        var unbroken = new DeviceFollower(set[0]);
        byte[]? saved = null;
        DeviceFigure shown = default;
        for (int k = 0; k < 60; k++)
        {
            BatterySample sample = Sample(k) with { Time = Start.AddSeconds(15 * k) };
            DeviceFigure told = k == 30 ? shown with { Start = DeviceStart.PowerUp } : shown;
            SocPrediction expected = unbroken.Follow(sample, told);
            var broken = new DeviceFollower(set[k + 1]);
            Assert.True(saved is null || broken.TryRestore(saved));
            Assert.Equal(expected, broken.Follow(sample, told));
            saved = broken.Save();
            shown = new DeviceFigure(expected.SocPercent, expected.BarPercent);
        }
    }

    [Fact]
    public void A_state_of_another_battery_is_none_and_the_start_is_as_after_power_up()
    {
        var first = new DeviceFollower(new SocPredictor(Options));
        first.Follow(Sample(0), default);
        var pair = new SocPredictor(Options with { CellsInParallel = 2 });
        Assert.False(new DeviceFollower(pair).TryRestore(first.Save()));
        Assert.False(pair.HasSamples);
    }

    [Fact]
    public void A_model_whose_state_cannot_be_kept_says_so()
    {
        string name = BuiltInModels.Default;
        var follower = new DeviceFollower(new SocPredictor(new SocPredictorOptions
        {
            ModelPath = TestSupport.Repository.File("models", name + ".float.tflite"),
        }));
        string sentence = Assert.Throws<NotSupportedException>(follower.Save).Message;
        Assert.Equal($"The state of '{name}' cannot be kept: it is a float or a streaming model.", sentence);
    }

    // Bridged gaps, one that starts the window anew, samples that failed, one that comes twice.
    private static BatterySample Sample(int k)
    {
        double timeS = (15 * k) + (k > 40 ? 30 : 0) + (k > 70 ? 600 : 0) - (k == 90 ? 14 : 0);
        bool isFailed = k is 20 or 100 or 101 or 102 or 103 or 104;
        return new BatterySample(
            isFailed ? null : 3.9f - (0.003f * k), (float)Math.Sin(k * 0.3) - 1.2f, 24.5f + (0.01f * k), Start.AddSeconds(timeS));
    }
}
