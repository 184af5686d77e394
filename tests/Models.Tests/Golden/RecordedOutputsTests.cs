using NanoBms.Models.Inference;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.Models.Verification;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests.Golden;

/// <summary>
/// Core's kernels against what TensorFlow Lite Micro gave for models of the repository; models/golden/README.md says how it was asked.
/// </summary>
public class RecordedOutputsTests
{
    private const string Runtime = "TensorFlow Lite Micro 90b983c2b3f1480642e040bbd2ddb37b998f3424 (reference kernels)";

    public static readonly TheoryData<string> FloatNames = [.. GoldenFiles.ShippedFloat];

    public static readonly TheoryData<string> Names = [.. GoldenFiles.Shipped, .. GoldenFiles.Synthetic];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_output_equals_the_reference_bit_for_bit(string name)
    {
        (QuantizedNetwork network, GoldenVectors vectors) = Read(name);
        var check = new GoldenCheck(new InterpretedModel(network), network);

        Assert.Empty(check.Run(vectors));
        Assert.Equal((vectors.Cases.Count + vectors.Sequence.Count) * NetworkShapes.OutputSize(network), check.ValuesCompared);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_value_of_each_layer_equals_the_reference(string name)
    {
        (QuantizedNetwork network, GoldenVectors vectors) = Read(name);
        (List<string[]> cases, List<string[]> sequence) = LayerChecksums.Read(GoldenFiles.Find(name).Golden);

        (List<string[]> actualCases, List<string[]> actualSequence) = LayerChecksums.Compute(network, vectors);

        Assert.Equal((vectors.Cases.Count, vectors.Sequence.Count), (cases.Count, sequence.Count));
        Assert.All(actualCases.Index(), run => Assert.Equal(cases[run.Index], run.Item));
        Assert.All(actualSequence.Index(), run => Assert.Equal(sequence[run.Index], run.Item));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Recordings_are_the_references_and_say_something(string name)
    {
        (QuantizedNetwork network, GoldenVectors vectors) = Read(name);
        bool ships = GoldenFiles.Shipped.Contains(name);

        Assert.Equal(Runtime, vectors.Runtime);
        Assert.InRange(vectors.Cases.Count + vectors.Sequence.Count, ships ? 90 : 16, 2000);
        Assert.InRange(vectors.Sequence.Count, network.Stateful ? 200 : 0, network.Stateful ? 2000 : 0);
        Assert.InRange(vectors.Cases.Concat(vectors.Sequence).SelectMany(run => run.Output).Distinct().Count(), ships ? 60 : 18, 70_000);
        (double min, double max) = network.Width == ActivationWidth.Int16 ? (-32768, 32767) : (-128, 127);
        Assert.Contains(vectors.Cases, run => run.Input.All(value => value == min));
        Assert.Contains(vectors.Cases, run => run.Input.All(value => value == max));
    }

    [Theory]
    [MemberData(nameof(FloatNames))]
    public void The_float_evaluator_is_as_close_to_the_reference_as_single_precision_allows(string name)
    {
        (string model, string golden) = GoldenFiles.FindFloat(name);
        FloatNetwork network = TfliteReader.Read(model).Float!;
        var vectors = GoldenVectors.Read(golden);

        FloatGoldenResult result = FloatGoldenCheck.Run(network, vectors);

        Assert.Equal(Runtime, vectors.Runtime);
        Assert.Equal(network.Stateful, vectors.Sequence.Count > 0);
        Assert.InRange(result.ValuesCompared, network.Stateful ? 200 : 20, 2000);
        Assert.True(result.LargestDifference <= 2e-6, $"largest difference {result.LargestDifference:g3} at {result.Where}");
    }

    [Fact]
    public void Each_model_that_ships_has_recorded_outputs()
    {
        Assert.True(GoldenFiles.Shipped.Count >= 4, "models/ holds no int8 models");
        Assert.Equal(GoldenFiles.Shipped, GoldenFiles.Recorded.Int8);
        Assert.Equal(GoldenFiles.ShippedFloat, GoldenFiles.Recorded.Float);
        Assert.Equal(GoldenFiles.Shipped, GoldenFiles.ShippedFloat);
    }

    private static (QuantizedNetwork Network, GoldenVectors Vectors) Read(string name)
    {
        (string model, string golden) = GoldenFiles.Find(name);
        QuantizedNetwork network = TfliteReader.Read(model).Quantized!;
        var vectors = GoldenVectors.Read(golden);

        // A file without manifest does not say that it streams.
        bool streams = vectors.Sequence.Count > 0;
        Assert.True(
            network.Stateful == streams || !GoldenFiles.Shipped.Contains(name),
            "streaming by its manifest and windowed by its recording, or the other way");
        return (network with { Stateful = streams }, vectors);
    }
}
