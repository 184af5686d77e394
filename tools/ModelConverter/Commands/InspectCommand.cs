using System.CommandLine;
using NanoBms.DeviceBuild.Boards;
using NanoBms.DeviceBuild.Inspection;
using NanoBms.Foundation;
using NanoBms.Models;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;
using Spectre.Console;

namespace NanoBms.ModelConverter.Commands;

/// <summary>inspect: what is in a model file, and what it costs.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var model = new ModelArguments();
        var json = TextOutput.JsonOption();
        Option<bool> compile = TextOutput.CompileOption();
        var picture = new Option<string?>("--picture")
        {
            Description = "Draws the network besides: its layers with shapes, bytes and shares of the work.",
            HelpName = "FILE.svg",
        };
        var command = new Command(
            "inspect",
            """
            Shows layers, shapes, quantisation, manifest, and the cost on the device in both layouts with the boards that hold it.

            Example: nanobms-convert inspect models/panasonic18650pf-128-64.int8.tflite --json
            A picture of the network besides:
              nanobms-convert inspect models/panasonic18650pf-128-64.int8.tflite --picture network.svg
            """);
        model.AddTo(command);
        command.Options.Add(compile);
        command.Options.Add(json);
        command.Options.Add(picture);
        command.SetAction(parse =>
        {
            string? drawing = parse.GetValue(picture);
            if (drawing is not null && !drawing.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            {
                throw new UserError($"--picture '{drawing}': the picture is SVG; name a file that ends so.");
            }

            ModelFile file = model.ReadFile(parse);
            if (file.Float is { } network)
            {
                FloatInspection.Print(file, network, parse.GetValue(json), parse.GetValue(compile), drawing, parse.InvocationConfiguration);
                return;
            }

            ModelInput input = model.Read(parse);
            ModelReport report = WorkProgress.Run(
                parse.InvocationConfiguration.Error, "compiling",
                progress => ModelReport.Create(input.File, input.Network, input.Manifest, parse.GetValue(compile), progress));
            Draw(drawing, report.Name, input.Network, report.Layers);
            TextWriter output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
            {
                TextOutput.WriteJson(output, report);
            }
            else
            {
                string? advice = WhatFits.Advice(input.Network, input.Manifest, input.File.Sha256, report.Layouts, input.AsInt8);
                Print(report, advice, TextOutput.Console(output));
            }
        });
        return command;
    }

    /// <summary>Writes the picture of a network; null: none is asked for.</summary>
    public static void Draw(string? path, string name, QuantizedNetwork network, IReadOnlyList<LayerReport> layers)
    {
        if (path is not null)
        {
            OutputFile.Write(path, NetworkPicture.Draw(name, network.TimeSteps, network.InputSize, network.Stateful, layers));
        }
    }

    private static void Print(ModelReport report, string? advice, IAnsiConsole console)
    {
        console.WriteLine(
            $"{report.Name}: {report.Format}, {report.Mode}, {report.TimeSteps} x {report.InputSize} values in, {report.OutputSize} out");
        console.WriteLine($"SHA-256 {report.Sha256}");
        console.WriteLine(
            $"input: real = (q - {report.Input.ZeroPoint}) * {report.Input.Scale:G9}; output: real = (q - {report.Output.ZeroPoint}) * "
                + $"{report.Output.Scale:G9}");
        console.WriteLine($"{report.WeightBytes:N0} bytes of weights and biases, {report.Macs:N0} multiply-accumulates a call");
        Table layers = TextOutput.Table(console, "layer", "operator", "output", "weights", "scale", "zero", "bytes", "MACs");
        foreach (LayerReport layer in report.Layers)
        {
            TextOutput.AddRow(
                layers, layer.Name, layer.Kind, layer.Output, layer.Weights, $"{layer.Scale:G6}", $"{layer.ZeroPoint}",
                $"{layer.WeightBytes:N0}", $"{layer.Macs:N0}");
        }

        console.Write(layers);
        Print(report.Manifest, console);
        PrintCosts(report.Layouts, advice, console);
    }

    /// <summary>What a model costs in each layout, which boards hold it, and what to do where none does.</summary>
    public static void PrintCosts(IReadOnlyList<LayoutReport> layouts, string? advice, IAnsiConsole console)
    {
        bool isEstimated = layouts.Any(layout => layout.Cost is { IsEstimated: true });
        Table costs = TextOutput.Table(
            console, "layout", "parts", isEstimated ? "IL (est.)" : "IL", isEstimated ? "largest (est.)" : "largest", "arrays",
            "flash (est.)", "heap (est.)", "locals");
        foreach (DeviceCost cost in layouts.Select(layout => layout.Cost).OfType<DeviceCost>())
        {
            TextOutput.AddRow(
                costs, cost.Layout, $"{cost.Parts}", $"{cost.IlBytes:N0}", $"{cost.LargestIlBytes:N0}", $"{cost.ArrayBytes:N0}",
                $"{cost.FlashBytes:N0}", $"{cost.HeapBytes:N0}", $"{cost.MaxLocals}");
        }

        console.Write(costs);
        if (isEstimated)
        {
            console.WriteLine(DeviceCost.EstimateWords);
        }

        foreach (LayoutReport layout in layouts)
        {
            if (layout.Refusal is not null)
            {
                console.WriteLine($"{layout.Layout}: {layout.Refusal}");
            }
        }

        Table boards = TextOutput.Table(console, ["board", .. layouts.Select(layout => layout.Layout)]);
        for (int k = 0; k < Board.All.Count; k++)
        {
            TextOutput.AddRow(boards, [Board.All[k].Name, .. layouts.Select(layout => layout.Boards[k].Fits ? "fits" : "-")]);
        }

        console.Write(boards);
        if (advice is not null)
        {
            console.WriteLine(advice);
        }
    }

    private static void Print(Manifest? manifest, IAnsiConsole console)
    {
        if (manifest is null)
        {
            console.WriteLine("no manifest: features and sample period are unknown");
            return;
        }

        console.WriteLine(
            $"manifest: one sample each {manifest.SamplePeriodMs} ms, window {manifest.Window}, SOC % = output * {manifest.Soc.Scale} + "
                + $"{manifest.Soc.Offset}");
        if (manifest.Cell is { } cell)
        {
            console.WriteLine($"cell: {cell.Type}, {cell.RatedCapacityAh} Ah");
        }

        Table features = TextOutput.Table(console, "feature", "scale", "offset");
        foreach (ManifestFeature feature in manifest.Features)
        {
            string of = feature.Of is null ? "" : $" of {feature.Of}";
            string detail = (feature.By is null ? "" : $" and {feature.By}")
                + (feature.Samples is null ? "" : $", {feature.Samples} samples") + (feature.TauS is null ? "" : $", {feature.TauS} s");
            TextOutput.AddRow(features, feature.Kind + of + detail, $"{feature.Scale:G7}", $"{feature.Offset:G7}");
        }

        console.Write(features);
    }
}
