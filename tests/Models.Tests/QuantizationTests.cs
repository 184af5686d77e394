using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Layers.Lstm;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;
using NanoBms.Models.Tflite;
using NanoBms.Models.Verification;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests;

/// <summary>Every float and dynamic-range model of the data becomes int8 from samples, within the error that is reported for it.</summary>
public class QuantizationTests
{
    // Largest error against the recorded float outputs, in steps of the int8 output, over the recorded inputs.
    public static readonly TheoryData<string, double> Models = new()
    {
        { "synthetic/lstm_9_128_64_float32.tflite", 8 },
        { "synthetic/lstm_9_128_64_hybrid.tflite", 8 },
        { "fused_float32/etas_lstm_1_in_3_out_2_ts_4.tflite", 64 },
        { "fused_float32/har_lstm_529669517.tflite", 64 },
        { "fused_float32/tflm_mnist_lstm.tflite", 64 },
        { "fused_dynamic_range/returnlyh_lstm_qua.tflite", 8 },
        { "while_builtin_float32/driveprofiler_lstm_model.tflite", 64 },
        { "while_builtin_dynamic_range/mtp_model_hybrid_quant.tflite", 8 },
        { "while_flex_float32/seed_soh_model_robust.tflite", 8 },
        { "while_flex_float16/raju_soc_model_fp16.tflite", 8 },
        { "unrolled_float32/dtln_model_1.tflite", 64 },
        { "keras/seed_bms_model_best.keras", 8 },
        { "keras/lettuce_lstm_model.keras", 8 },
        { "keras/har_529669517_lstm.h5", 64 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Int8_is_as_close_to_the_recorded_outputs_as_the_report_says(string file, double steps)
    {
        string path = SharedData.Require("models/" + file);
        FloatNetwork network = ModelReader.Read(path).Float!;
        GoldenCase[] cases = [.. GoldenVectors.Read(path + ".golden.json").Cases.Where(golden => golden.Name != "extreme")];
        float[][] samples = [.. cases.Select(golden => golden.Input.Select(value => (float)value).ToArray())];

        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network with { Stateful = false }, samples);
        IReadOnlyList<OutputError> report = QuantizationReport.Measure(network with { Stateful = false }, quantized, samples);

        var model = new InterpretedModel(quantized);
        var output = new short[cases[0].Output.Length];
        double largest = 0;
        for (int k = 0; k < cases.Length; k++)
        {
            model.Invoke(quantized.QuantizeInput(samples[k]), output);
            for (int i = 0; i < output.Length; i++)
            {
                double error = Math.Abs((output[i] - quantized.Output.ZeroPoint) * quantized.Output.Scale - cases[k].Output[i]);
                Assert.True(
                    error <= report[i].Largest + 2e-5,
                    $"case {cases[k].Name}, output {i}: {error} and the report says {report[i].Largest}");
                largest = Math.Max(largest, error);
            }
        }

        Assert.True(largest <= steps * quantized.Output.Scale, $"{largest / quantized.Output.Scale:f2} steps");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Written_and_read_back_it_computes_the_same(string file, double steps)
    {
        _ = steps;
        string path = SharedData.Require("models/" + file);
        FloatNetwork network = ModelReader.Read(path).Float! with { Stateful = false };
        float[][] samples =
        [
            .. GoldenVectors.Read(path + ".golden.json").Cases.Select(golden => golden.Input.Select(value => (float)value).ToArray())
        ];
        QuantizedNetwork quantized = PostTrainingQuantizer.Quantize(network, samples);
        QuantizedNetwork readBack = TfliteReader.Read(TfliteWriter.Write(quantized), "n.tflite").Quantized!;
        FloatNetwork floatBack = TfliteReader.Read(TfliteWriter.Write(network), "n.tflite").Float!;

        var first = new short[NetworkShapes.OutputSize(quantized)];
        var second = new short[first.Length];
        foreach (float[] sample in samples)
        {
            short[] input = quantized.QuantizeInput(sample);
            new InterpretedModel(quantized).Invoke(input, first);
            new InterpretedModel(readBack).Invoke(input, second);
            Assert.Equal(first, second);

            // Dynamic-range weights are written widened: the float file computes without quantised activations.
            float[] expected = new FloatModel(network).Invoke(sample), actual = new FloatModel(floatBack).Invoke(sample);
            double tolerance = network.Layers.Any(layer => layer is FloatLstm { HybridRecurrent: not null }) ? 0.05 : 1e-5;
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }
}
