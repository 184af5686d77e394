using System.Text.Json;
using NanoBms.Cells.Cycles;
using NanoBms.Core.Features;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.Models.Scalers;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests;

/// <summary>
/// A SOC model that others trained in Keras, with scikit-learn scalers: raw readings in, SOC out, through the manifest's features. Expected
/// values: what its authors' program printed, and a float64 computation beside it.
/// </summary>
public class SeedPredictorTests
{
    private const string PredictorOrder = "voltage,current,temperature,power,dv,mean:voltage:5,product:current:temperature";
    private const string TrainingOrder = "voltage,current,temperature,power,mean:voltage:10,mean:current:10,dv";

    [Theory]
    [InlineData("seed_inference_order", PredictorOrder)]
    [InlineData("training_order", TrainingOrder)]
    public void Predictions_are_reproduced_in_both_orders_of_features(string order, string features)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("models/seed_soc_predictor.golden.json")));
        (FloatNetwork network, Manifest manifest) = Load(features);
        double[] expected = Numbers(golden.RootElement.GetProperty(order).GetProperty("numpy_float64_soc_percent"));
        float[][] readings = [.. golden.RootElement.GetProperty("raw_samples").GetProperty("values").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(value => value.GetSingle()).ToArray())];

        double[] predicted = [.. Windows(manifest, readings).Select(window => Soc(manifest, new FloatModel(network).Invoke(window)[0]))];

        Assert.Equal(11, predicted.Length);
        Assert.Equal(expected.Length, predicted.Length);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], predicted[k], 0.02);
        }

        if (golden.RootElement.GetProperty(order).GetProperty("expected_soc_percent") is { ValueKind: JsonValueKind.Array } printed)
        {
            Assert.All(Numbers(printed).Zip(predicted), pair => Assert.Equal(pair.First, pair.Second, 0.02));
        }
    }

    // Calibrated as the commands do it, without and with recordings. Where the model itself jumps (inputs that move by no more than one
    // step of int8 move its output by more than 1 % SOC), a quantised input cannot follow.
    [Theory]
    [InlineData(ActivationWidth.Int8, false)]
    [InlineData(ActivationWidth.Int8, true)]
    [InlineData(ActivationWidth.Int16, false)]
    public void Quantised_it_stays_within_one_percent_of_float_wherever_the_model_itself_does_not_jump(
        ActivationWidth width, bool withRecordings)
    {
        (FloatNetwork network, Manifest manifest) = Load(TrainingOrder);
        float[][] recorded = [.. RecordedWindows(manifest)];
        Assert.True(recorded.Length > 300, $"{recorded.Length} recorded windows in range");
        IEnumerable<float[]> samples = [.. SyntheticReadings.Windows(manifest, 0, 1, 6000, 20240901), .. withRecordings ? recorded : []];
        QuantizationOptions options = QuantizationOptions.Close with { Width = width, MinInput = (0, 1), MinOutput = (0, 1) };
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, samples, options);
        float[][] moving = [.. MovingWindows(manifest, new Random(7), 800)];
        double[] errors = [.. moving.Select(ErrorPercent(network, quantized))];

        OutputError atRecordings = Assert.Single(QuantizationReport.Measure(network, quantized, recorded));
        OutputError atGolden = Assert.Single(QuantizationReport.Measure(network, quantized, GoldenWindows(manifest)));
        OutputError atIndependent = Assert.Single(QuantizationReport.Measure(network, quantized, IndependentWindows(network, 300)));
        var sensitivity = new InputSensitivity(network, quantized);
        bool[] jumps = [.. moving.Select((window, k) => errors[k] > 1 && sensitivity.At(window, 0) > sensitivity.Jump)];

        Assert.InRange(100 * atRecordings.Largest, 0, 1);
        Assert.InRange(100 * atGolden.Largest, 0, 1);
        Assert.InRange(100 * atIndependent.Largest, 0, 1);
        Assert.InRange(errors.Where((_, k) => !jumps[k]).Max(), 0.01, 1);
        Assert.InRange(errors.Average(), 0, width == ActivationWidth.Int8 ? 0.5 : 0.15);
        Assert.InRange(jumps.Count(jump => jump), 0, moving.Length / (width == ActivationWidth.Int8 ? 20 : 50));
    }

    /// <summary>Error of the quantised form at a window, % SOC.</summary>
    private static Func<float[], double> ErrorPercent(FloatNetwork network, QuantizedNetwork quantized)
    {
        var reference = new FloatModel(network);
        var model = new InterpretedModel(quantized);
        var output = new short[1];
        return window =>
        {
            model.Invoke(quantized.QuantizeInput(window), output);
            return 100 * Math.Abs((output[0] - quantized.Output.ZeroPoint) * (double)quantized.Output.Scale - reference.Invoke(window)[0]);
        };
    }

    private static (FloatNetwork Network, Manifest Manifest) Load(string features)
    {
        FloatNetwork network = ModelReader.Read(SharedData.Require("models/keras/seed_bms_model_best.keras")).Float!;
        Manifest manifest = ManifestBuilder.Build(
            network, 60_000, FeatureOrder.Parse(features),
            ScalerReader.Read(SharedData.Require("models/scalers/seed_soc_scaler_X.joblib.pkl")),
            ScalerReader.Read(SharedData.Require("models/scalers/seed_soc_scaler_y.joblib.pkl")));
        return (network, manifest);
    }

    private static IEnumerable<float[]> GoldenWindows(Manifest manifest)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("models/seed_soc_predictor.golden.json")));
        return Windows(manifest, [.. golden.RootElement.GetProperty("raw_samples").GetProperty("values").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(value => value.GetSingle()).ToArray())]);
    }

    /// <summary>Windows of the recorded cycles in which all features are within what the scaler was fitted on.</summary>
    private static IEnumerable<float[]> RecordedWindows(Manifest manifest) =>
        from cycle in Cycles()
        let samples = cycle.Samples(manifest.SamplePeriodMs).TakeWhile(sample => sample >= 0).ToArray()
        where samples.Length >= manifest.Window
        from window in Windows(
            manifest, [.. samples.Select(sample => new[] { cycle.VoltageV[sample], cycle.CurrentA[sample], cycle.TemperatureC[sample] })])
        where window.All(value => value is >= 0 and <= 1)
        select window;

    private static IEnumerable<Cycle> Cycles() =>
        Directory.EnumerateFiles(SharedData.Require("cycling", "panasonic18650pf"), "*.csv", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(CycleReader.Read);

    /// <summary>Constant readings, ramps and random walks, 20 samples each, whose features are all in range.</summary>
    private static IEnumerable<float[]> MovingWindows(Manifest manifest, Random random, int count)
    {
        float Physical(int feature, float scaled) => (scaled - manifest.Features[feature].Offset) / manifest.Features[feature].Scale;

        // The mean of the voltage has the narrower range of the two.
        (float Low, float High)[] ranges =
        [
            (Physical(4, 0), Physical(4, 1)), (Physical(1, 0), Physical(1, 1)), (Physical(2, 0), Physical(2, 1))
        ];
        float[] steps = [0.1f, 3f, 0.1f];
        for (int found = 0; found < count;)
        {
            int kind = random.Next(3);
            float[] from = [.. ranges.Select(range => range.Low + (range.High - range.Low) * random.NextSingle())];
            float[] to = [.. ranges.Select(range => range.Low + (range.High - range.Low) * random.NextSingle())];
            float[] at = from;
            var readings = new float[20][];
            for (int t = 0; t < readings.Length; t++)
            {
                at = [.. at.Select((value, k) => kind switch
                {
                    0 => value,
                    1 => from[k] + (to[k] - from[k]) * t / (readings.Length - 1),
                    _ => Math.Clamp(value + steps[k] * (2 * random.NextSingle() - 1), ranges[k].Low, ranges[k].High),
                })];
                readings[t] = at;
            }

            float[] window = Windows(manifest, readings)[^1];
            if (window.All(value => value is >= 0 and <= 1))
            {
                found++;
                yield return window;
            }
        }
    }

    private static IEnumerable<float[]> IndependentWindows(FloatNetwork network, int count)
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, count)
                .Select(_ => Enumerable.Range(0, network.TimeSteps * network.InputSize).Select(_ => random.NextSingle()).ToArray())
        ];
    }

    private static List<float[]> Windows(Manifest manifest, float[][] readings)
    {
        var pipeline = new FeaturePipeline(ManifestJson.FeatureSpecs(manifest), manifest.SamplePeriodMs);
        var rows = new List<float[]>();
        foreach (float[] reading in readings)
        {
            var row = new float[pipeline.Count];
            pipeline.Push(reading[0], reading[1], reading[2], row);
            rows.Add([.. row.Select((value, k) => value * manifest.Features[k].Scale + manifest.Features[k].Offset)]);
        }

        return
        [
            .. Enumerable.Range(0, rows.Count - manifest.Window + 1)
                .Select(first => rows.Skip(first).Take(manifest.Window).SelectMany(row => row).ToArray())
        ];
    }

    private static double Soc(Manifest manifest, float output) => output * manifest.Soc.Scale + manifest.Soc.Offset;

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetDouble())];
}
