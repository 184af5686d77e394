using NanoBms.Core;
using NanoBms.Foundation;
using NanoBms.Models.Generation;
using NanoBms.Models.Generation.Source;
using NanoBms.Models.Manifests;
using NanoBms.Models.Networks;

namespace NanoBms.DeviceBuild.Compilation;

/// <summary>
/// Makes C# of a quantised model in either layout, and proves by compiling it that each assembly keeps the device's limits.
/// </summary>
public static class CodeGenerator
{
    private const int FirstTarget = 63_200;
    private const int Attempts = 8;

    /// <summary>Generates a model's code as the first attempt does, without compiling it.</summary>
    /// <exception cref="UserError">The model cannot be kept within the limits.</exception>
    public static GeneratedCode GenerateOnly(QuantizedNetwork network, Manifest? manifest, string sha256, WeightLayout layout)
    {
        ModelInfo info = ModelInfoFactory.Create(network, manifest, sha256);
        return Generate(network, info, SourceText.Header(info.Name, sha256), layout, FirstTarget);
    }

    /// <summary>Generates and compiles a model's code; the same model gives the same text.</summary>
    /// <param name="network">The model.</param>
    /// <param name="manifest">Its manifest; null where it has none.</param>
    /// <param name="sha256">Hash of the file it was read from, for the code's header.</param>
    /// <param name="layout">Where the weights go.</param>
    /// <param name="progress">Is told how much is compiled, 0..1; starts again where the code had to be split anew.</param>
    /// <exception cref="UserError">The model cannot be kept within the limits.</exception>
    public static (GeneratedCode Code, CompiledModel Compiled) Generate(
        QuantizedNetwork network, Manifest? manifest, string sha256, WeightLayout layout, Action<double>? progress = null)
    {
        ModelInfo info = ModelInfoFactory.Create(network, manifest, sha256);
        string header = SourceText.Header(info.Name, sha256);
        int target = FirstTarget;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            GeneratedCode code = Generate(network, info, header, layout, target);
            CompiledModel compiled = ModelCompiler.Compile(code, progress);
            int largest = compiled.Footprints.Max(footprint => footprint.IlBytes);
            if (largest <= DeviceLimits.AssemblyIlBytes)
            {
                string[] violations = [.. compiled.Footprints.SelectMany(footprint => footprint.Violations())];
                return violations.Length == 0
                    ? (code, compiled)
                    : throw new UserError(
                        $"The model does not fit in layout '{layout}': {violations[0]} Use a smaller model or the other layout.");
            }

            // The estimate was too low by this much; the text depends on the model alone, so the outcome is still reproducible.
            target = (int)(target * (DeviceLimits.AssemblyIlBytes - 300.0) / largest);
        }

        throw new UserError("The model's code cannot be split into assemblies that fit; use --layout arrays or a smaller model.");
    }

    private static GeneratedCode Generate(QuantizedNetwork network, ModelInfo info, string header, WeightLayout layout, int target) =>
        layout == WeightLayout.Packed
            ? PackedGenerator.Generate(network, info, header, target) : ArraysGenerator.Generate(network, info, header);
}
