using System.Globalization;
using NanoBms.ModelConverter.Tests.Support;
using NanoBms.Models.Inference;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using NanoBms.Models.Tflite;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>convert --standalone: a project that builds by itself.</summary>
public class StandaloneTests
{
    [Theory]
    [InlineData("packed", false)]
    [InlineData("arrays", true)]
    public void The_project_builds_and_runs_in_a_folder_of_its_own(string layout, bool hasManifest)
    {
        using var folder = new TemporaryFolder();
        QuantizedNetwork network = SmallModels.Quantized(10, false);
        Manifest? manifest = hasManifest ? SmallModels.Manifest(ManifestMode.Windowed, 10) : null;
        string model = folder.Write("small.tflite", TfliteWriter.Write(network, manifest));

        string said = Converter.Succeed("convert", model, "--standalone", folder.File("alone"), "--layout", layout);
        (int code, string output) = RunExample(folder.File("alone"));

        Assert.Contains("Fits: ", said, StringComparison.Ordinal);
        Assert.Equal(0, code);
        string[] lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("self-test: equal", lines[0]);
        (string name, float expected) = hasManifest ? ("soc_percent", 50 + (30 * OfZeros(network, -3.7f, 0, -3.7f)))
            : ("output 0", OfZeros(network, 0, 0, 0));
        string[] result = Assert.Single(lines[1..]).Split(": ");
        Assert.Equal(name, result[0]);
        Assert.Equal(expected, float.Parse(result[1], CultureInfo.InvariantCulture), 1e-4f);
    }

    [Fact]
    public void Runtime_files_carry_the_license_and_only_those_are_there_that_the_model_uses()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("small.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false)));
        Converter.Succeed("convert", model, "--standalone", folder.File("alone"));

        string core = folder.File("alone", "firmware", "NanoBms.Core");
        string[] sources = [.. Directory.EnumerateFiles(core, "*.cs", SearchOption.AllDirectories).Where(
            path => Path.GetFileName(path) != "AssemblyInfo.cs")];
        Assert.Contains("QuantizedModel.cs", sources.Select(Path.GetFileName));
        Assert.DoesNotContain("SoftmaxOperator.cs", sources.Select(Path.GetFileName));
        Assert.DoesNotContain("StateBuffer.cs", sources.Select(Path.GetFileName));
        const string Header = "// Copyright (c) 2026 NanoBms contributors\n// SPDX-License-Identifier: MIT\n";
        Assert.All(sources, path => Assert.StartsWith(Header, File.ReadAllText(path), StringComparison.Ordinal));
        Assert.Equal(File.ReadAllText(Repository.File("LICENSE")), File.ReadAllText(folder.File("alone", "LICENSE")));
        Assert.DoesNotContain("System.Math", File.ReadAllText(Path.Combine(core, "NanoBms.Core.nfproj")), StringComparison.Ordinal);
    }

    [Fact]
    public void Scalers_of_a_model_without_features_become_names_and_scaling_of_its_values()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("small.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false)));
        string inputs = folder.Write("x.json", """{"scale": [2, 4, 8], "offset": [0.5, 0, -1]}""");
        string targets = folder.Write("y.json", """{"scale": [0.25], "offset": [0.5]}""");

        Converter.Succeed("convert", model, "--standalone", folder.File("alone"), "--input-scaler", inputs, "--output-scaler", targets);

        string scaling = File.ReadAllText(folder.File("alone", "firmware", "Example", "ModelScaling.cs"));
        Assert.Contains("\"input 0\", \"input 1\", \"input 2\",", scaling, StringComparison.Ordinal);
        Assert.Contains("2f, 4f, 8f,", scaling, StringComparison.Ordinal);
        Assert.Contains("0.5f, 0f, -1f,", scaling, StringComparison.Ordinal);

        // result = (scaled - 0.5) / 0.25
        Assert.Contains("4f,", scaling, StringComparison.Ordinal);
        Assert.Contains("-2f,", scaling, StringComparison.Ordinal);
        Assert.Equal(
            "The scaler of --output-scaler is for 3 values and the model has 1 outputs; give the scaler that belongs to the model.",
            Converter.Refuse("convert", model, "--standalone", folder.File("other"), "--output-scaler", inputs));
        Assert.False(Directory.Exists(folder.File("other")));

        // One value of a scaler of the whole table: result = scaled / 8 + 1 / 8.
        Converter.Succeed("convert", model, "--standalone", folder.File("one"), "--output-scaler", inputs + ":2");
        string one = File.ReadAllText(folder.File("one", "firmware", "Example", "ModelScaling.cs"));
        Assert.Contains("0.125f,", one[one.IndexOf("OutputScale", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Equal(
            $"'{inputs}' scales no 'soc'; it scales 3 values without names, so give a number from 0.",
            Converter.Refuse("convert", model, "--standalone", folder.File("other"), "--output-scaler", inputs + ":soc"));
    }

    [Fact]
    public void A_folder_that_holds_anything_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("small.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false)));
        folder.Write("mine.txt", "mine");

        Assert.StartsWith(
            $"'{folder.Root}' is not empty, and --standalone writes a whole project; give a new folder",
            Converter.Refuse("convert", model, "--standalone", folder.Root), StringComparison.Ordinal);
        Assert.Equal(
            $"'{model}' is a file; give --standalone a folder.", Converter.Refuse("convert", model, "--standalone", model));
        Assert.Equal(
            "--firmware puts a model into a firmware folder, --standalone into a project of its own; leave one of them out.",
            Converter.Refuse("convert", model, "--standalone", folder.File("new"), "--firmware", folder.File("firmware")));
        Assert.Equal(2, folder.Content().Count);
    }

    [Fact]
    public void A_newer_model_goes_into_the_project_and_leaves_the_example_as_it_was()
    {
        using var folder = new TemporaryFolder();
        string first = folder.Write("a.tflite", TfliteWriter.Write(SmallModels.Quantized(10, false)));
        string second = folder.Write("b.tflite", TfliteWriter.Write(SmallModels.Quantized(12, false)));
        Converter.Succeed("convert", first, "--standalone", folder.File("alone"));
        string example = folder.File("alone", "firmware", "Example", "Program.cs");
        File.AppendAllText(example, "// mine\n");

        Assert.Equal(0, Converter.Run("convert", second, "--firmware", folder.File("alone", "firmware")).ExitCode);

        Assert.EndsWith("// mine\n", File.ReadAllText(example), StringComparison.Ordinal);
        (int code, string output) = RunExample(folder.File("alone"));
        Assert.Equal(0, code);
        Assert.StartsWith("self-test: equal", output, StringComparison.Ordinal);
    }

    /// <summary>What the network makes of zeros that are scaled so, in the unit of its output, by the interpreted layers.</summary>
    private static float OfZeros(QuantizedNetwork network, params float[] scaled)
    {
        var model = new InterpretedModel(network);
        short[] input = [.. Enumerable.Range(0, network.TimeSteps).SelectMany(_ => scaled).Select(value => (short)Math.Clamp(
            network.Input.ZeroPoint + Math.Round(value / network.Input.Scale, MidpointRounding.AwayFromZero),
            model.Info.InputMin, model.Info.InputMax))], output = new short[1];
        model.Invoke(input, output);
        return (output[0] - network.Output.ZeroPoint) * network.Output.Scale;
    }

    /// <summary>Builds and runs the example as its README says.</summary>
    private static (int ExitCode, string Output) RunExample(string folder) =>
        DotnetCommand.Run(folder, null, "run", "--project", "firmware/Example/Example.csproj");
}
