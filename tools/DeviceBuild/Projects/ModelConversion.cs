using NanoBms.DeviceBuild.Boards;
using NanoBms.DeviceBuild.Compilation;
using NanoBms.DeviceBuild.Inspection;
using NanoBms.Foundation;
using NanoBms.Models.Generation;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Layers;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.DeviceBuild.Projects;

/// <summary>A model as C# projects of a firmware folder, worked out and checked, not yet written.</summary>
/// <param name="Layout">How the weights lie.</param>
/// <param name="Code">The generated code.</param>
/// <param name="Compiled">The code, compiled.</param>
/// <param name="Cost">What it costs on a device.</param>
/// <param name="Boards">Boards that it fits on, at least one.</param>
/// <param name="Files">The files to write.</param>
public sealed record ModelConversion(
    WeightLayout Layout, GeneratedCode Code, CompiledModel Compiled, DeviceCost Cost, IReadOnlyList<Board> Boards, OutputSet Files)
{
    // Of a model whose code, packed, comes near the largest region: about 5 bytes of IL a weight.
    private const int LargeWeightBytes = 300_000;

    /// <summary>Works a conversion out.</summary>
    /// <param name="network">The network.</param>
    /// <param name="manifest">Features and sampling; null: unknown to the gauge.</param>
    /// <param name="sha256">SHA-256 of the model's file, hexadecimal.</param>
    /// <param name="layout">How the weights are to lie.</param>
    /// <param name="folder">The firmware folder.</param>
    /// <param name="asInt8">The network with int8 activations where it has int16 ones and can have them; null elsewhere.</param>
    /// <param name="progress">Told how much of the work is done, 0..1.</param>
    /// <exception cref="UserError">The device's limits cannot be kept, or no board has what the model needs.</exception>
    public static ModelConversion Plan(
        QuantizedNetwork network, Manifest? manifest, string sha256, WeightLayout layout, string folder,
        Func<QuantizedNetwork>? asInt8 = null, Action<double>? progress = null) =>
        Plan(network, manifest, sha256, layout, files => FirmwareFolder.Plan(folder, files), asInt8, progress);

    /// <summary>Works out a conversion to a folder that builds by itself.</summary>
    /// <param name="network">The network.</param>
    /// <param name="manifest">Features and sampling; null where nothing tells them.</param>
    /// <param name="sha256">SHA-256 of the model's file, hexadecimal.</param>
    /// <param name="layout">How the weights are to lie.</param>
    /// <param name="scaling">Names and scaling of the model's values.</param>
    /// <param name="folder">The folder, empty or not there yet.</param>
    /// <param name="asInt8">The network with int8 activations where it has int16 ones and can have them; null elsewhere.</param>
    /// <param name="progress">Told how much of the work is done, 0..1.</param>
    /// <exception cref="UserError">The device's limits cannot be kept, or the folder is in use.</exception>
    public static ModelConversion PlanStandalone(
        QuantizedNetwork network, Manifest? manifest, string sha256, WeightLayout layout, ValueScaling scaling, string folder,
        Func<QuantizedNetwork>? asInt8 = null, Action<double>? progress = null)
    {
        StandaloneFolder.RefuseUsed(folder);
        return Plan(network, manifest, sha256, layout, files => StandaloneFolder.Plan(folder, network, scaling, files), asInt8, progress);
    }

    private static ModelConversion Plan(
        QuantizedNetwork network, Manifest? manifest, string sha256, WeightLayout layout,
        Func<IReadOnlyDictionary<string, string>, OutputSet> place, Func<QuantizedNetwork>? asInt8, Action<double>? progress)
    {
        // Code for far too much takes minutes to compile.
        if (LayerKinds.Facts(network).Sum(layer => layer.WeightBytes) > LargeWeightBytes
            && WhatFits.Refusal(network, manifest, sha256, CostEstimate.Of(network, manifest, sha256, layout), asInt8) is { } early)
        {
            throw early;
        }

        (GeneratedCode code, CompiledModel compiled) = CodeGenerator.Generate(network, manifest, sha256, layout, progress);
        DeviceCost cost = DeviceCost.Of(layout, compiled);
        if (WhatFits.Refusal(network, manifest, sha256, cost, asInt8) is { } refusal)
        {
            throw refusal;
        }

        Board[] boards = [.. Board.All.Where(cost.FitsOn)];

        string selfTest = SelfTestVector.Create(network, manifest, sha256).Source(SourceText.Header(compiled.Model.Info.Name, sha256));
        return new ModelConversion(layout, code, compiled, cost, boards, place(ModelProjects.Files(code, selfTest)));
    }
}
