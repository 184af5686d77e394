using NanoBms.Models.Files;
using NanoBms.Models.Layers.Dense;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Tflite;
using NanoBms.Models.Verification;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests;

/// <summary>The float evaluator against vectors that other runtimes made (which one stands in each golden file).</summary>
public class FloatGoldenTests
{
    public static readonly TheoryData<string, string, double> Files = new()
    {
        { "synthetic/lstm_9_128_64_float32", "fused LSTM, float32", 5e-6 },
        { "synthetic/lstm_9_128_64_hybrid", "fused LSTM, int8 weights, float activations", 1e-5 },
        { "fused_float32/etas_lstm_1_in_3_out_2_ts_4", "fused LSTM, float32", 5e-6 },
        { "fused_float32/har_lstm_529669517", "fused LSTM, float32", 5e-6 },
        { "fused_float32/tflm_mnist_lstm", "fused LSTM, float32", 5e-6 },
        { "fused_dynamic_range/returnlyh_lstm_qua", "fused LSTM, int8 weights, float activations", 1e-5 },
        { "while_builtin_float32/driveprofiler_lstm_model", "LSTM as a loop, float32", 5e-6 },
        { "while_builtin_dynamic_range/mtp_model_hybrid_quant", "LSTM as a loop, int8 weights, float activations", 1e-5 },
        { "while_flex_float32/seed_soh_model_robust", "LSTM as a loop over TensorFlow tensor lists, float32", 5e-6 },
        { "while_flex_float16/raju_soc_model_fp16", "LSTM as a loop over TensorFlow tensor lists, float16 weights", 5e-6 },
        { "unrolled_float32/dtln_model_1", "unrolled LSTM, float32", 1e-5 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Float_evaluator_reproduces_the_runtime(string file, string format, double tolerance)
    {
        string path = SharedData.Require($"models/{file}.tflite");
        ModelFile read = TfliteReader.Read(path);
        Assert.Equal("TensorFlow Lite, " + format, read.Format);

        var vectors = GoldenVectors.Read(path + ".golden.json");
        FloatGoldenResult result = FloatGoldenCheck.Run(read.Float!, vectors);
        Assert.True(result.ValuesCompared >= vectors.Cases.Count, "nothing was compared");
        Assert.True(result.LargestDifference <= tolerance, $"largest difference {result.LargestDifference:g3} at {result.Where}");
    }

    public static readonly TheoryData<string> KerasFiles =
    [
        "keras/seed_bms_model_best.keras",
        "keras/seed_soh_model_gpu.keras",
        "keras/lettuce_lstm_model.keras",
        "keras/har_529669517_lstm.h5",
    ];

    [Theory]
    [MemberData(nameof(KerasFiles))]
    public void Keras_models_reproduce_the_recorded_outputs(string file)
    {
        string path = SharedData.Require("models/" + file);
        var vectors = GoldenVectors.Read(path + ".golden.json");
        FloatGoldenResult result = FloatGoldenCheck.Run(ModelReader.Read(path).Float!, vectors);
        Assert.True(result.ValuesCompared >= vectors.Cases.Count, "nothing was compared");
        Assert.True(result.LargestDifference <= 5e-6, $"largest difference {result.LargestDifference:g3} at {result.Where}");
    }

    [Fact]
    public void A_looped_tflite_file_and_its_keras_source_hold_the_same_weights()
    {
        var fromTflite = TfliteReader.Read(SharedData.Require("models/while_flex_float32/seed_soh_model_robust.tflite")).Float!;
        var fromKeras = ModelReader.Read(SharedData.Require("models/keras/seed_soh_model_gpu.keras")).Float!;
        Assert.Equal(fromKeras.Layers.Count, fromTflite.Layers.Count);
        for (int k = 0; k < fromKeras.Layers.Count; k++)
        {
            switch (fromKeras.Layers[k], fromTflite.Layers[k])
            {
                case (FloatLstm a, FloatLstm b):
                    Assert.Equal(a.ReturnSequences, b.ReturnSequences);
                    Assert.Equal(a.InputWeights, b.InputWeights);
                    Assert.Equal(a.RecurrentWeights, b.RecurrentWeights);
                    Assert.Equal(a.Biases, b.Biases);
                    break;
                case (FloatDense a, FloatDense b):
                    Assert.Equal((a.Units, a.Activation), (b.Units, b.Activation));
                    Assert.Equal(a.Weights, b.Weights);
                    Assert.Equal(a.Bias, b.Bias);
                    break;
                default:
                    Assert.Fail($"layer {k} differs in kind");
                    break;
            }
        }
    }
}
