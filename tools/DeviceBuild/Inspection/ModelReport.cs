using NanoBms.DeviceBuild.Boards;
using NanoBms.DeviceBuild.Compilation;
using NanoBms.Foundation;
using NanoBms.Models;
using NanoBms.Models.Generation;
using NanoBms.Models.Layers;
using NanoBms.Models.Layers.Common;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.DeviceBuild.Inspection;

/// <summary>All that is to be said about a model file.</summary>
/// <param name="File">Path as it was given.</param>
/// <param name="Sha256">SHA-256 of the file.</param>
/// <param name="Format">Flavour in words.</param>
/// <param name="Name">Name of the model.</param>
/// <param name="Mode">windowed or streaming.</param>
/// <param name="TimeSteps">Time steps of one call.</param>
/// <param name="InputSize">Values of one time step.</param>
/// <param name="OutputSize">Values that one call gives.</param>
/// <param name="Input">Quantisation of the input.</param>
/// <param name="Output">Quantisation of the output.</param>
/// <param name="Layers">The layers in order.</param>
/// <param name="WeightBytes">Bytes of all weights and biases.</param>
/// <param name="Macs">Multiply-accumulates of one call.</param>
/// <param name="Manifest">The manifest; null where there is none.</param>
/// <param name="Layouts">Cost and boards in each layout.</param>
public sealed record ModelReport(
    string File, string Sha256, string Format, string Name, ManifestMode Mode, int TimeSteps, int InputSize, int OutputSize,
    QuantParams Input, QuantParams Output, IReadOnlyList<LayerReport> Layers, int WeightBytes, long Macs, Manifest? Manifest,
    IReadOnlyList<LayoutReport> Layouts)
{
    /// <summary>Looks into a model, and generates its code in both layouts for the cost.</summary>
    /// <param name="file">The file it was read from.</param>
    /// <param name="network">The model.</param>
    /// <param name="manifest">Its manifest; null where it has none.</param>
    /// <param name="compiles">Whether the code is compiled for the cost; else that is estimated of its text.</param>
    /// <param name="progress">Is told how much is compiled, 0..1.</param>
    /// <exception cref="UserError">Model and manifest disagree.</exception>
    public static ModelReport Create(
        ModelFile file, QuantizedNetwork network, Manifest? manifest, bool compiles, Action<double>? progress = null)
    {
        Core.ModelInfo info = ModelInfoFactory.Create(network, manifest, file.Sha256);
        IReadOnlyList<LayerReport> layers = LayerReport.Of(network);
        return new ModelReport(
            file.Path, file.Sha256, file.Format, info.Name, network.Stateful ? ManifestMode.Streaming : ManifestMode.Windowed,
            network.TimeSteps, network.InputSize, info.OutputSize, network.Input, network.Output,
            layers, layers.Sum(layer => layer.WeightBytes), layers.Sum(layer => layer.Macs), manifest,
            [.. new[] { WeightLayout.Packed, WeightLayout.Arrays }.Select((layout, k) =>
                LayoutReport.Create(network, manifest, file.Sha256, layout, compiles, done => progress?.Invoke((k + done) / 2)))]);
    }
}

/// <summary>One layer.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Kind">Operator with its activation.</param>
/// <param name="Output">Output shape.</param>
/// <param name="Weights">Weights and their scales in words.</param>
/// <param name="Scale">Scale of the output.</param>
/// <param name="ZeroPoint">Zero point of the output.</param>
/// <param name="WeightBytes">Bytes of weights and biases.</param>
/// <param name="Macs">Multiply-accumulates of one call of the model.</param>
public sealed record LayerReport(
    string Name, string Kind, string Output, string Weights, float Scale, int ZeroPoint, int WeightBytes, long Macs)
{
    /// <summary>The layers of a network.</summary>
    public static IReadOnlyList<LayerReport> Of(QuantizedNetwork network)
    {
        var layers = new List<LayerReport>();
        var shape = new LayerShape(network.TimeSteps, network.InputSize);
        foreach ((QuantizedLayer layer, LayerFacts facts) in network.Layers.Zip(LayerKinds.Facts(network)))
        {
            shape = layer.After(shape);
            layers.Add(new LayerReport(
                layer.Name, facts.Kind, shape.Steps == 1 ? $"{shape.Size}" : $"{shape.Steps} x {shape.Size}", facts.Weights,
                layer.Output.Scale, layer.Output.ZeroPoint, facts.WeightBytes, facts.Macs));
        }

        return layers;
    }
}

/// <summary>A model in one layout: its cost and the boards that hold it, or why it cannot be generated.</summary>
/// <param name="Layout">packed or arrays.</param>
/// <param name="Refusal">Why not; null where it can be generated.</param>
/// <param name="Cost">The cost; null where it cannot.</param>
/// <param name="Boards">Whether each board holds it beside the application.</param>
public sealed record LayoutReport(string Layout, string? Refusal, DeviceCost? Cost, IReadOnlyList<BoardReport> Boards)
{
    /// <summary>Generates the code of a model in one layout, and compiles it or estimates what it costs.</summary>
    public static LayoutReport Create(
        QuantizedNetwork network, Manifest? manifest, string sha256, WeightLayout layout, bool compiles, Action<double>? progress = null)
    {
        try
        {
            DeviceCost cost = compiles
                ? DeviceCost.Of(layout, CodeGenerator.Generate(network, manifest, sha256, layout, progress).Compiled)
                : CostEstimate.Of(network, manifest, sha256, layout);
            progress?.Invoke(1);
            return new LayoutReport(
                cost.Layout, null, cost, [.. Board.All.Select(board => new BoardReport(board.Name, cost.FitsOn(board)))]);
        }
        catch (UserError refusal)
        {
            return new LayoutReport(
                DeviceCost.Name(layout), refusal.Message, null, [.. Board.All.Select(board => new BoardReport(board.Name, false))]);
        }
    }
}

/// <summary>Whether a board holds a model beside the application.</summary>
public sealed record BoardReport(string Board, bool Fits);
