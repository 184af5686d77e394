using System.Text.Json;
using NanoBms.Core;
using NanoBms.ModelKit.Evaluation;
using NanoBms.ModelKit.Manifests;
using NanoBms.ModelKit.Networks;
using NanoBms.ModelKit.Quantization;
using NanoBms.ModelKit.Scalers;
using NanoBms.TestSupport;

namespace NanoBms.ModelKit.Tests;

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

    // In range: each feature within what the input scaler was fitted on, i.e. 0..1 scaled.
    [Fact]
    public void Int8_stays_within_one_percent_of_float_on_inputs_in_range()
    {
        (FloatNetwork network, Manifest manifest) = Load(TrainingOrder);
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, InRangeWindows(network, 1, 400, false));

        OutputError error = Assert.Single(QuantizationReport.Measure(network, quantized, InRangeWindows(network, 2, 300, false)));

        double toPercent = manifest.Soc.Scale;
        Assert.True(error.Largest * toPercent <= 1.0, $"mean {error.MeanAbsolute * toPercent:f3} %, largest {error.Largest * toPercent:f3} % SOC");
        Assert.True(error.Largest > 0, "int8 cannot be equal to float throughout");
    }

    // Windows that move evenly across the range meet the model's steep flanks, where a step of the input moves the float output itself by percents.
    [Fact]
    public void Int8_stays_within_one_percent_of_float_in_nearly_all_moving_windows()
    {
        (FloatNetwork network, Manifest manifest) = Load(TrainingOrder);
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, InRangeWindows(network, 1, 400, true));

        double[] errors = [.. InRangeWindows(network, 2, 300, true)
            .Select(window => QuantizationReport.Measure(network, quantized, [window])[0].Largest * manifest.Soc.Scale).Order()];

        Assert.True(errors[(int)(0.98 * errors.Length)] <= 1.0, $"98 % of windows within {errors[(int)(0.98 * errors.Length)]:f3} % SOC");
        Assert.InRange(errors.Average(), 0.0, 0.25);
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

    private static IEnumerable<float[]> InRangeWindows(FloatNetwork network, int seed, int count, bool moving)
    {
        var random = new Random(seed);
        for (int k = 0; k < count; k++)
        {
            var window = new float[network.TimeSteps * network.InputSize];
            for (int feature = 0; feature < network.InputSize; feature++)
            {
                float from = random.NextSingle(), to = random.NextSingle();
                for (int t = 0; t < network.TimeSteps; t++)
                {
                    window[t * network.InputSize + feature] = moving ? from + (to - from) * t / (network.TimeSteps - 1) : random.NextSingle();
                }
            }

            yield return window;
        }
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

        return [.. Enumerable.Range(0, rows.Count - manifest.Window + 1).Select(first => rows.Skip(first).Take(manifest.Window).SelectMany(row => row).ToArray())];
    }

    private static double Soc(Manifest manifest, float output) => output * manifest.Soc.Scale + manifest.Soc.Offset;

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetDouble())];
}
