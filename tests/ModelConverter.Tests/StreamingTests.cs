using NanoBms.Core;
using NanoBms.Core.Estimation;
using NanoBms.DeviceBuild.Compilation;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models;
using NanoBms.Models.Generation;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.Models.Verification;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>A small model that takes one sample a call and keeps its state between calls.</summary>
public class StreamingTests
{
    private static readonly Manifest Manifest = SmallModels.Manifest(ManifestMode.Streaming, 1);

    public static readonly TheoryData<WeightLayout> Layouts = new(WeightLayout.Packed, WeightLayout.Arrays);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void State_is_kept_between_calls_until_a_reset(WeightLayout layout)
    {
        (QuantizedModel model, InterpretedModel reference, QuantizedNetwork network) = Create(layout);
        var stateless = new InterpretedModel(network);
        var random = new Random(23);
        short[] input = new short[3], expected = new short[1], actual = new short[1], fresh = new short[1];
        int stateMattered = 0;
        for (int step = 0; step < 300; step++)
        {
            if (random.Next(25) == 0)
            {
                model.Reset();
                reference.Reset();
            }

            Fill(random, input);
            reference.Invoke(input, expected);
            model.Invoke(input, actual);
            Assert.Equal(expected[0], actual[0]);

            stateless.Reset();
            stateless.Invoke(input, fresh);
            stateMattered += fresh[0] != actual[0] ? 1 : 0;
        }

        Assert.True(stateMattered > 150, $"state changed the output in {stateMattered} of 300 steps only");
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Golden_sequences_run_without_resets_and_a_wrong_step_is_found(WeightLayout layout)
    {
        (QuantizedModel model, InterpretedModel reference, QuantizedNetwork network) = Create(layout);
        var random = new Random(29);
        var cases = new List<GoldenCase>();
        var sequence = new List<GoldenCase>();
        short[] input = new short[3], output = new short[1];
        for (int k = 0; k < 12; k++)
        {
            List<GoldenCase> target = k < 4 ? cases : sequence;
            if (k <= 4)
            {
                reference.Reset();
            }

            Fill(random, input);
            reference.Invoke(input, output);
            target.Add(new GoldenCase($"run {k}", [.. input.Select(value => (double)value)], [output[0]]));
        }

        var check = new GoldenCheck(model, network);
        Assert.Empty(check.Run(new GoldenVectors("interpreted", cases, sequence)));
        Assert.Equal(12, check.ValuesCompared);

        sequence[6] = sequence[6] with { Output = [sequence[6].Output[0] + 1] };
        string difference = Assert.Single(check.Run(new GoldenVectors("interpreted", cases, sequence)));
        Assert.StartsWith("Case 'run 10', output 0", difference, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void The_estimator_steps_each_sample_and_starts_anew_after_a_gap(WeightLayout layout)
    {
        (QuantizedModel model, InterpretedModel reference, QuantizedNetwork network) = Create(layout);
        StateEstimator estimator = new(model), expected = new(reference);
        Assert.Equal(1, estimator.WindowLength);
        var random = new Random(31);
        for (int step = 0; step < 60; step++)
        {
            // A gap of two is bridged; one of six is not.
            bool fails = step is 20 or 21 or (>= 40 and < 46);
            float voltageV = 3.3f + (0.8f * random.NextSingle()), currentA = 4f * (random.NextSingle() - 0.5f);
            Reading reading = Reading.FromPhysical(voltageV, currentA, 25f);
            Accept(estimator, fails, reading);
            Accept(expected, fails, reading);
            bool has = estimator.TryInfer(out float soc), expects = expected.TryInfer(out float expectedSoc);
            Assert.Equal((expects, expectedSoc), (has, soc));
            Assert.Equal(step is not (>= 43 and < 46), has);

            if (step == 46)
            {
                // The first sample after the gap is like the first after power-up.
                var fresh = new StateEstimator(new InterpretedModel(network, Manifest));
                fresh.Accept(reading);
                Assert.True(fresh.TryInfer(out float first));
                Assert.Equal(first, soc);
            }
        }
    }

    [Fact]
    public void Mode_without_manifest_makes_the_same_network_streaming()
    {
        using var folder = new TemporaryFolder();
        string bare = folder.Write("bare.tflite", TfliteWriter.Write(SmallModels.Quantized(1, true)));

        Assert.Contains("\"mode\": \"windowed\"", Converter.Succeed("inspect", bare, "--json"), StringComparison.Ordinal);
        Assert.Contains(
            "\"mode\": \"streaming\"", Converter.Succeed("inspect", bare, "--json", "--mode", "streaming"), StringComparison.Ordinal);
        Converter.Run("convert", bare, "--mode", "streaming", "--firmware", folder.File("out"));
        Assert.Contains(
            "info.Streaming = true;", File.ReadAllText(folder.File("out", "generated", "NanoBms.Model", "GeneratedModel.cs")),
            StringComparison.Ordinal);
    }

    private static void Accept(StateEstimator estimator, bool fails, Reading reading)
    {
        if (fails)
        {
            estimator.AcceptMissing();
        }
        else
        {
            estimator.Accept(reading);
        }
    }

    private static (QuantizedModel Model, InterpretedModel Reference, QuantizedNetwork Network) Create(WeightLayout layout)
    {
        ModelFile file = TfliteReader.Read(TfliteWriter.Write(SmallModels.Quantized(1, true), Manifest), "streaming.tflite");
        QuantizedNetwork network = file.Quantized!;
        Assert.True(network.Stateful, "the manifest says streaming");
        QuantizedModel model = CodeGenerator.Generate(network, file.Manifest, file.Sha256, layout).Compiled.Model;
        Assert.True(model.Info.Streaming);
        return (model, new InterpretedModel(network, file.Manifest, file.Sha256), network);
    }

    private static void Fill(Random random, short[] input)
    {
        for (int k = 0; k < input.Length; k++)
        {
            input[k] = (short)random.Next(-128, 128);
        }
    }
}
