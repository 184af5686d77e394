using System.Text.Json;
using NanoBms.Foundation;
using NanoBms.Predictor;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests.Predictor;

public class ForeignModelTests
{
    // Expected values: the float64 computation of the model's golden file (numpy), readings not rounded to the millivolt there.
    [Fact]
    public void A_Keras_model_with_scalers_gives_what_its_authors_got()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("models", "seed_soc_predictor.golden.json")));
        float[][] readings = [.. golden.RootElement.GetProperty("raw_samples").GetProperty("values").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(value => value.GetSingle()).ToArray())];
        double[] expected =
        [
            .. golden.RootElement.GetProperty("seed_inference_order").GetProperty("numpy_float64_soc_percent").EnumerateArray()
                .Select(value => value.GetDouble())
        ];
        var predictor = new SocPredictor(Options());

        float?[] soc = [.. readings.Select(r => predictor.PredictRealtime(r[0], r[1], r[2]))];

        Assert.All(soc.Take(9), Assert.Null);
        Assert.Equal(11, expected.Length);
        Assert.Equal(TimeSpan.FromMinutes(1), predictor.SamplePeriod);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.InRange(soc[k + 9]!.Value, expected[k] - 0.2, expected[k] + 0.2);
        }
    }

    [Fact]
    public void What_a_foreign_model_does_not_tell_must_be_named()
    {
        string path = SharedData.Require("models", "keras", "seed_bms_model_best.keras");
        var error = Assert.Throws<UserError>(() => new SocPredictor(path));
        Assert.Equal(
            $"'{path}' has no manifest: its features and sample period are unknown; name the order of its features and the sample period.",
            error.Message);
    }

    [Fact]
    public void A_model_with_manifest_takes_no_description()
    {
        var error = Assert.Throws<UserError>(
            () => new SocPredictor(new SocPredictorOptions { ModelPath = DischargeSamples.Int8Path, Features = "voltage" }));
        Assert.Equal(
            $"'{DischargeSamples.Int8Path}' tells its features and scaling itself; leave scalers, feature order and sample period out.",
            error.Message);
    }

    [Fact]
    public void Models_that_are_not_there_are_refused()
    {
        Assert.Equal("There is no file 'no.tflite'.", Assert.Throws<UserError>(() => new SocPredictor("no.tflite")).Message);
        var error = Assert.Throws<UserError>(() => new SocPredictor(new SocPredictorOptions { BuiltInModel = "lead" }));
        Assert.StartsWith("There is no built-in model 'lead'; there are panasonic18650pf-128-64", error.Message);
        error = Assert.Throws<UserError>(
            () => new SocPredictor(new SocPredictorOptions { ModelPath = "no.tflite", BuiltInModel = "lead" }));
        Assert.Equal("A model file and a built-in model are named; name one of them.", error.Message);
    }

    private static SocPredictorOptions Options() => new()
    {
        ModelPath = SharedData.Require("models", "keras", "seed_bms_model_best.keras"),
        InputScalerPath = SharedData.Require("models", "scalers", "seed_soc_scaler_X.joblib.pkl"),
        OutputScalerPath = SharedData.Require("models", "scalers", "seed_soc_scaler_y.joblib.pkl"),
        Features = "voltage,current,temperature,power,dv,mean:voltage:5,product:current:temperature",
        SamplePeriod = TimeSpan.FromMinutes(1),
    };
}
