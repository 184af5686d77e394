using NanoBms.Core;
using NanoBms.DeviceBuild.Compilation;
using NanoBms.Models.Generation;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;

namespace NanoBms.ModelConverter.Tests.Support;

/// <summary>Generated code beside the evaluator.</summary>
internal static class CodeComparison
{
    /// <summary>Runs both on the same inputs, with the lowest and highest among them; gives how many different outputs came.</summary>
    public static int ExpectEqual(QuantizedNetwork network, WeightLayout layout)
    {
        (GeneratedCode code, CompiledModel compiled) = CodeGenerator.Generate(network, null, "", layout);
        CodeBounds.HoldWithCost(network, layout, code, compiled);
        QuantizedModel model = compiled.Model;
        var evaluator = new InterpretedModel(network);
        short[] expected = new short[model.Info.OutputSize], actual = new short[model.Info.OutputSize];
        (int min, int max) = (model.Info.InputMin, model.Info.InputMax);
        var random = new Random(31);
        var seen = new HashSet<short>();
        for (int run = 0; run < 60; run++)
        {
            if (run % 20 == 0)
            {
                model.Reset();
                evaluator.Reset();
            }

            short[] input = [.. Enumerable.Range(0, network.TimeSteps * network.InputSize).Select(k => (short)(run switch
            {
                2 => min,
                3 => max,
                4 => k % 2 == 0 ? min : max,
                _ => random.Next(min, max + 1),
            }))];
            evaluator.Invoke(input, expected);
            model.Invoke(input, actual);
            Assert.Equal(expected, actual);
            seen.UnionWith(actual);
        }

        return seen.Count;
    }

    /// <summary>A network of layers for three inputs, quantised by random windows.</summary>
    public static QuantizedNetwork Quantized(ActivationWidth width, int steps, params FloatLayer[] layers)
    {
        var network = new FloatNetwork("n", steps, 3, false, layers);
        return PostTrainingQuantizer.Quantize(
            network, CalibrationSamples.InRange(network, -1, 1, 60), QuantizationOptions.Close with { Width = width });
    }

    /// <summary>Random weights.</summary>
    public static float[] Values(Random random, int count, float limit) =>
        [.. Enumerable.Range(0, count).Select(_ => limit * ((2f * random.NextSingle()) - 1f))];

    /// <summary>Random int8 weights with many at the ends of their range.</summary>
    public static sbyte[] Weights(Random random, int count) => [.. Enumerable.Range(0, count)
        .Select(k => (sbyte)(k % 5 == 0 ? 127 : k % 7 == 0 ? -127 : random.Next(-127, 128)))];
}
