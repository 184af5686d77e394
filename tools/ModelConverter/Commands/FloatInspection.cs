using System.CommandLine;
using NanoBms.DeviceBuild.Inspection;
using NanoBms.Models;
using NanoBms.Models.Generation;
using NanoBms.Models.Layers;
using NanoBms.Models.Networks;
using NanoBms.Models.Quantization;

namespace NanoBms.ModelConverter.Commands;

/// <summary>What is in a float model file: its layers, and about what it costs once it is int8.</summary>
internal static class FloatInspection
{
    // Enough for ranges of a likely size; the cost hardly depends on them.
    private const int Windows = 20;

    public static void Print(
        ModelFile file, FloatNetwork network, bool json, bool compiles, string? picture, InvocationConfiguration configuration)
    {
        TextWriter output = configuration.Output;
        QuantizedNetwork int8 = Quantize(network);
        IReadOnlyList<LayoutReport> layouts = WorkProgress.Run(
            configuration.Error, "compiling", progress => Layouts(file, int8, compiles, progress));
        InspectCommand.Draw(picture, network.Name, int8, LayerReport.Of(int8));
        var layers = network.Layers.Select(layer => new { layer.Name, Kind = LayerKinds.Describe(layer) }).ToArray();
        if (json)
        {
            TextOutput.WriteJson(
                output,
                new { network.Name, file.Format, file.Sha256, network.TimeSteps, network.InputSize, network.Stateful, layers, layouts });
            return;
        }

        output.WriteLine(
            $"{network.Name}: {file.Format}, {network.TimeSteps} x {network.InputSize} values "
                + $"in{(network.Stateful ? ", state carried" : "")}");
        output.WriteLine($"SHA-256 {file.Sha256}");
        foreach (var layer in layers)
        {
            output.WriteLine($"  {layer.Kind}  {layer.Name}");
        }

        output.WriteLine(
            "A float model: 'convert' and 'quantize' make it int8. About what it costs then, by ranges that are not yet the model's own:");
        InspectCommand.PrintCosts(layouts, WhatFits.Advice(int8, null, file.Sha256, layouts), TextOutput.Console(output));
    }

    private static QuantizedNetwork Quantize(FloatNetwork network)
    {
        FloatNetwork windowed = network with { Stateful = false };
        return PostTrainingQuantizer.Quantize(windowed, CalibrationSamples.InRange(windowed, -1, 1, Windows))
            with
        { Stateful = network.Stateful && network.TimeSteps == 1 };
    }

    private static IReadOnlyList<LayoutReport> Layouts(ModelFile file, QuantizedNetwork int8, bool compiles, Action<double> progress) =>
        [.. new[] { WeightLayout.Packed, WeightLayout.Arrays }.Select((layout, k) =>
            LayoutReport.Create(int8, null, file.Sha256, layout, compiles, done => progress((k + done) / 2)))];
}
