using NanoBms.Core;
using NanoBms.DeviceBuild.Compilation;
using NanoBms.DeviceBuild.Il;
using NanoBms.Model;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models;
using NanoBms.Models.Generation;
using NanoBms.Models.Inference;
using NanoBms.Models.Tflite;
using NanoBms.Models.Verification;
using NanoBms.TestSupport;
using SelfTestVector = NanoBms.Model.SelfTestVector;

namespace NanoBms.ModelConverter.Tests;

/// <summary>The model that the firmware comes with, as the compiled twin.</summary>
public class CommittedModelTests
{
    private static readonly string Generated = Repository.File("firmware", "generated");

    [Fact]
    public void The_compiled_model_equals_the_interpreted_one_on_random_windows()
    {
        InterpretedModel reference = Reference();
        var model = new GeneratedModel();
        var input = new short[model.Info.TimeSteps * model.Info.InputSize];
        short[] expected = new short[1], actual = new short[1];
        var random = new Random(17);
        var seen = new HashSet<short>();
        for (int round = 0; round < 200; round++)
        {
            // Full range, and slow change about a point as measured windows have it.
            int centre = random.Next(-128, 128), spread = round % 2 == 0 ? 256 : 20;
            for (int k = 0; k < input.Length; k++)
            {
                input[k] = (short)Math.Clamp(centre + random.Next(-spread, spread), -128, 127);
            }

            reference.Invoke(input, expected);
            model.Invoke(input, actual);
            Assert.Equal(expected[0], actual[0]);
            seen.Add(actual[0]);
        }

        Assert.True(seen.Count > 20, $"only {seen.Count} different outputs in 200 windows");
    }

    [Fact]
    public void The_compiled_model_equals_the_reference_bit_for_bit()
    {
        var vectors = GoldenVectors.Read(GoldenFiles.Find("panasonic18650pf-128-64").Golden);
        var check = new GoldenCheck(new GeneratedModel(), TfliteReader.Read(Converter.DefaultModel).Quantized!);

        Assert.Empty(check.Run(vectors));
        Assert.Equal(vectors.Cases.Count, check.ValuesCompared);
        Assert.InRange(check.ValuesCompared, 90, 1000);
    }

    [Fact]
    public void The_compiled_model_describes_itself_as_the_file_does()
    {
        ModelInfo expected = Reference().Info, actual = new GeneratedModel().Info;

        Assert.Equivalent(expected, actual, strict: true);
        Assert.Equal(11, actual.Features.Length);
        Assert.Equal(1000, actual.SamplePeriodMs);
    }

    [Fact]
    public void The_stored_vector_is_what_the_interpreted_model_gives()
    {
        short[] output = new short[1], expected = SelfTestVector.Output();

        Reference().Invoke(SelfTestVector.Input(), output);
        Assert.Equal(output, expected);
        new GeneratedModel().Invoke(SelfTestVector.Input(), output);
        Assert.Equal(output, expected);
        Assert.InRange(expected[0], -127, 126);
        Assert.NotSame(SelfTestVector.Input(), SelfTestVector.Input());
    }

    [Fact]
    public void The_compiled_assemblies_keep_the_limits_of_the_device()
    {
        string[] parts = [.. Directory.GetDirectories(Generated, "NanoBms.Model.Part*").Order(StringComparer.Ordinal)];
        var code = new GeneratedCode(
            File.ReadAllText(Path.Combine(Generated, "NanoBms.Model", "GeneratedModel.cs")),
            [.. parts.Select(part => File.ReadAllText(Path.Combine(part, Path.GetFileName(part)[^6..] + ".cs")))]);
        IReadOnlyList<AssemblyFootprint> footprints = ModelCompiler.Compile(code).Footprints;

        Assert.InRange(footprints.Count, 2, 16);
        Assert.All(footprints, footprint => Assert.Empty(footprint.Violations()));
        Assert.InRange(footprints.Sum(footprint => footprint.IlBytes + footprint.ArrayBytes), 100_000, DeviceLimits.ModelBytes);
    }

    private static InterpretedModel Reference()
    {
        ModelFile file = TfliteReader.Read(Converter.DefaultModel);
        return new InterpretedModel(file.Quantized!, file.Manifest, file.Sha256);
    }
}
