using NanoBms.DeviceBuild.Boards;
using NanoBms.DeviceBuild.Compilation;
using NanoBms.DeviceBuild.Inspection;
using NanoBms.Foundation;
using NanoBms.Models.Generation;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.DeviceBuild.Projects;

/// <summary>A model as C# projects of a firmware folder, worked out and checked, not yet written.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Layout">How the weights lie.</param>
/// <param name="Code">The generated code.</param>
/// <param name="Cost">What it costs on a device.</param>
/// <param name="Boards">Boards that it fits on, at least one.</param>
/// <param name="Files">The files to write.</param>
public sealed record ModelConversion(
    string Name, WeightLayout Layout, GeneratedCode Code, DeviceCost Cost, IReadOnlyList<Board> Boards, OutputSet Files)
{
    /// <summary>Works a conversion out.</summary>
    /// <param name="network">The network.</param>
    /// <param name="manifest">Features and sampling; null: unknown to the gauge.</param>
    /// <param name="sha256">SHA-256 of the model's file, hexadecimal.</param>
    /// <param name="layout">How the weights are to lie.</param>
    /// <param name="folder">The firmware folder.</param>
    /// <param name="asInt8">The network with int8 activations where it has int16 ones and can have them; null elsewhere.</param>
    /// <param name="compiles">The code is compiled for its cost in any case; else only where its text leaves a limit open.</param>
    /// <param name="progress">Told how much of the work is done, 0..1.</param>
    /// <exception cref="UserError">The device's limits cannot be kept, or no board has what the model needs.</exception>
    public static ModelConversion Plan(
        QuantizedNetwork network, Manifest? manifest, string sha256, WeightLayout layout, string folder,
        Func<QuantizedNetwork>? asInt8 = null, bool compiles = false, Action<double>? progress = null) =>
        Plan(network, manifest, sha256, layout, files => FirmwareFolder.Plan(folder, files), asInt8, compiles, progress);

    /// <summary>Works out a conversion to a folder that builds by itself.</summary>
    /// <param name="network">The network.</param>
    /// <param name="manifest">Features and sampling; null where nothing tells them.</param>
    /// <param name="sha256">SHA-256 of the model's file, hexadecimal.</param>
    /// <param name="layout">How the weights are to lie.</param>
    /// <param name="scaling">Names and scaling of the model's values.</param>
    /// <param name="folder">The folder, empty or not there yet.</param>
    /// <param name="asInt8">The network with int8 activations where it has int16 ones and can have them; null elsewhere.</param>
    /// <param name="compiles">The code is compiled for its cost in any case; else only where its text leaves a limit open.</param>
    /// <param name="progress">Told how much of the work is done, 0..1.</param>
    /// <exception cref="UserError">The device's limits cannot be kept, or the folder is in use.</exception>
    public static ModelConversion PlanStandalone(
        QuantizedNetwork network, Manifest? manifest, string sha256, WeightLayout layout, ValueScaling scaling, string folder,
        Func<QuantizedNetwork>? asInt8 = null, bool compiles = false, Action<double>? progress = null)
    {
        StandaloneFolder.RefuseUsed(folder);
        return Plan(
            network, manifest, sha256, layout, files => StandaloneFolder.Plan(folder, network, scaling, files), asInt8, compiles, progress);
    }

    private static ModelConversion Plan(
        QuantizedNetwork network, Manifest? manifest, string sha256, WeightLayout layout,
        Func<IReadOnlyDictionary<string, string>, OutputSet> place, Func<QuantizedNetwork>? asInt8, bool compiles,
        Action<double>? progress)
    {
        GeneratedCode code = CodeGenerator.GenerateOnly(network, manifest, sha256, layout);
        DeviceCost cost = CostEstimate.Of(network, manifest, code, layout);
        Board[]? boards = CostEstimate.Boards(cost);

        // Code for far too much is refused first: it takes minutes to compile.
        bool isSure = boards is { Length: 0 } || (!compiles && boards is not null && CodeBound.Of(code, layout).KeepsLimits);
        if (!isSure)
        {
            (code, CompiledModel compiled) = CodeGenerator.Generate(network, manifest, sha256, layout, progress);
            cost = DeviceCost.Of(layout, compiled);
        }

        if (WhatFits.Refusal(network, manifest, sha256, cost, asInt8) is { } refusal)
        {
            throw refusal;
        }

        string name = ModelInfoFactory.Create(network, manifest, sha256).Name;
        string selfTest = SelfTestVector.Create(network, manifest, sha256).Source(SourceText.Header(name, sha256));
        return new ModelConversion(
            name, layout, code, cost, [.. Board.All.Where(cost.FitsOn)], place(ModelProjects.Files(code, selfTest)));
    }
}
