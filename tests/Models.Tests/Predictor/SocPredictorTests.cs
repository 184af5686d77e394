using System.Globalization;
using NanoBms.Cells.Cycles;
using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.Predictor;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests.Predictor;

public class SocPredictorTests
{
    [Fact]
    public void Built_in_model_gives_what_the_estimator_of_the_device_gives()
    {
        var predictor = new SocPredictor();
        StateEstimator estimator = DischargeSamples.Estimator();
        int estimates = 0;
        for (int k = 0; k < 40; k++)
        {
            (float v, float i, float t) = DischargeSamples.At(k);
            float? soc = predictor.PredictRealtime(v, i, t);
            Assert.Equal(DischargeSamples.Estimate(estimator, k), soc);
            Assert.Equal(k >= 9, soc.HasValue);
            estimates += soc.HasValue ? 1 : 0;
        }

        Assert.Equal(31, estimates);
        Assert.Equal(10, predictor.WindowLength);
        Assert.Equal(TimeSpan.FromSeconds(1), predictor.SamplePeriod);
        Assert.Equal("int8", predictor.Precision);
        Assert.Equal("panasonic18650pf-128-64", predictor.ModelName);
    }

    [Fact]
    public void Model_for_15_seconds_is_built_in_too()
    {
        Assert.Equal(["panasonic18650pf-128-64", "panasonic18650pf-128-64-15s"], BuiltInModels.Names);
        var predictor = new SocPredictor(new SocPredictorOptions { BuiltInModel = "panasonic18650pf-128-64-15s" });
        Assert.Equal(TimeSpan.FromSeconds(15), predictor.SamplePeriod);
    }

    [Fact]
    public void Window_fills_sample_by_sample_and_again_after_reset()
    {
        var predictor = new SocPredictor();
        for (int round = 0; round < 2; round++)
        {
            for (int k = 1; k <= 9; k++)
            {
                Assert.False(predictor.TryPredict(3.9f, -1f, 25f, out float none));
                Assert.Equal(0f, none);
                Assert.Equal(k, predictor.BufferedSamples);
            }

            Assert.True(predictor.TryPredict(3.9f, -1f, 25f, out float soc));
            Assert.InRange(soc, 50f, 100f);
            predictor.Reset();
            Assert.Equal(0, predictor.BufferedSamples);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-3e38f)]
    [InlineData(60f)]
    public void Three_impossible_values_are_bridged_and_a_fourth_voids_the_window(float voltageV)
    {
        SocPredictor predictor = Filled(out StateEstimator estimator);
        for (int k = 0; k < 3; k++)
        {
            estimator.AcceptMissing();
            SocPrediction held = predictor.Predict(new BatterySample(voltageV, -1f, 25f));
            Assert.Equal(
                (DischargeSamples.Shown(estimator), SampleOutcome.Held, 10), (held.SocPercent, held.Outcome, held.BufferedSamples));
            Assert.NotNull(held.NetworkSocPercent);
        }

        // What was known is still shown; the network knows nothing now.
        SocPrediction then = predictor.Predict(new BatterySample(voltageV, -1f, 25f));
        estimator.AcceptMissing();
        Assert.Equal(
            (DischargeSamples.Shown(estimator), SampleOutcome.Void, 0), (then.SocPercent, then.Outcome, then.BufferedSamples));
        Assert.NotNull(then.SocPercent);
        Assert.Null(then.NetworkSocPercent);
    }

    [Fact]
    public void A_missing_sample_is_as_one_that_could_not_be_measured()
    {
        SocPredictor predictor = Filled(out StateEstimator estimator);
        estimator.AcceptMissing();
        Assert.Equal(DischargeSamples.Shown(estimator), predictor.PredictMissing());
    }

    [Fact]
    public void Arrays_give_what_single_samples_give()
    {
        StateEstimator estimator = DischargeSamples.Estimator();
        float?[] expected = [.. Enumerable.Range(0, 25).Select(k => DischargeSamples.Estimate(estimator, k))];
        (float V, float I, float T)[] samples = [.. Enumerable.Range(0, 25).Select(DischargeSamples.At)];

        float?[] soc = new SocPredictor(DischargeSamples.Int8Path).PredictBatch(
            samples.Select(s => s.V).ToArray(), samples.Select(s => s.I).ToArray(), samples.Select(s => s.T).ToArray());

        Assert.Equal(expected, soc);
        var error = Assert.Throws<ArgumentException>(() => new SocPredictor().PredictBatch([1f, 2f], [1f], [1f, 2f]));
        Assert.Equal("There are 2 voltages, 1 currents and 2 temperatures; give as many of each.", error.Message);
    }

    [Fact]
    public void Packs_of_a_set_do_not_mix()
    {
        var set = new SocPredictorSet<string>(new SocPredictorOptions());
        StateEstimator first = DischargeSamples.Estimator(), second = DischargeSamples.Estimator();
        for (int k = 0; k < 20; k++)
        {
            (float v, float i, float t) = DischargeSamples.At(k);
            Assert.Equal(DischargeSamples.Estimate(first, k), set["garden"].PredictRealtime(v, i, t));
            (v, i, t) = DischargeSamples.At(3 * k);
            Assert.Equal(DischargeSamples.Estimate(second, 3 * k), set["cellar"].PredictRealtime(v, i, t));
        }

        Assert.Equal(["cellar", "garden"], set.Keys.Order());
        Assert.True(set.Remove("garden"));
        Assert.Equal(0, set["garden"].BufferedSamples);
    }

    [Fact]
    public void Float_form_stays_near_the_int8_form()
    {
        SocPredictor single = new(DischargeSamples.FloatPath), int8 = new();
        Assert.Equal("float", single.Precision);
        for (int k = 0; k < 60; k++)
        {
            (float v, float i, float t) = DischargeSamples.At(k);
            float? exact = single.PredictRealtime(v, i, t), rough = int8.PredictRealtime(v, i, t);
            Assert.Equal(rough.HasValue, exact.HasValue);
            if (exact.HasValue)
            {
                Assert.InRange(Math.Abs(exact.Value - rough!.Value), 0f, 3f);
            }
        }
    }

    // The trainer's figures, as the model card names them for whole drives; from full to empty, so that each feature meets its limits.
    [Theory]
    [InlineData("panasonic18650pf-32-16", "int8", "25degC")]
    [InlineData("panasonic18650pf-32-16", "float", "25degC")]
    [InlineData("panasonic18650pf-32-16", "float", "n10degC")]
    [InlineData("panasonic18650pf-128-64", "float", "25degC")]
    [InlineData("panasonic18650pf-128-64-15s", "int8", "25degC")]
    [InlineData("panasonic18650pf-128-64-15s", "float", "25degC")]
    public void Error_on_a_recorded_drive_is_that_of_the_model_card(string model, string form, string group)
    {
        Cycle cycle = CycleReader.Read(SharedData.Require("cycling", "panasonic18650pf", group, "us06.csv"));
        string path = Repository.File("models", $"{model}.{form}.tflite");
        var predictor = new SocPredictor(path);
        StateEstimator network = DischargeSamples.Estimator(path);
        double sum = 0;
        int estimates = 0, sinceFirst = -1, stride = Math.Max(1, 15_000 / network.Info.SamplePeriodMs);
        foreach (int row in cycle.Samples(network.Info.SamplePeriodMs))
        {
            SocPrediction prediction = predictor.Predict(
                row < 0 ? default : new BatterySample(cycle.VoltageV[row], cycle.CurrentA[row], cycle.TemperatureC[row]));
            sinceFirst += sinceFirst >= 0 || prediction.NetworkSocPercent is not null ? 1 : 0;
            if (row < 0)
            {
                network.AcceptMissing();
                continue;
            }

            network.Accept(Reading.FromPhysical(cycle.VoltageV[row], cycle.CurrentA[row], cycle.TemperatureC[row]));
            if (network.TryInfer(out float percent))
            {
                // The card tells of each sample; the predictor asks the network each 15 s, and then it is the same network.
                estimates++;
                if (sinceFirst % stride == 0)
                {
                    Assert.Equal(percent, prediction.NetworkSocPercent!.Value, 0.0051f);
                }

                sum += Math.Abs(percent - 100 * cycle.Soc(row, 2.9f));
            }
        }

        // | cycle | estimates | int8 MAE % | int8 RMSE % | int8 max % | int8 correlation | float MAE % |
        string[] card = File.ReadLines(Repository.File("models", model + ".md"))
            .First(line => line.StartsWith($"| {group}/us06 |", StringComparison.Ordinal)).Split('|');
        Assert.Equal(int.Parse(card[2], CultureInfo.InvariantCulture), estimates);
        double named = double.Parse(card[form == "int8" ? 3 : 7], CultureInfo.InvariantCulture);
        Assert.InRange(sum / estimates, named - 0.015, named + 0.015);
    }

    private static SocPredictor Filled(out StateEstimator estimator)
    {
        var predictor = new SocPredictor();
        estimator = DischargeSamples.Estimator();
        for (int k = 0; k < 12; k++)
        {
            (float v, float i, float t) = DischargeSamples.At(k);
            Assert.Equal(DischargeSamples.Estimate(estimator, k), predictor.PredictRealtime(v, i, t));
        }

        return predictor;
    }
}
