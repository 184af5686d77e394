using NanoBms.DeviceBuild.Boards;
using NanoBms.DeviceBuild.Compilation;
using NanoBms.DeviceBuild.Il;
using NanoBms.Models.Generation;

namespace NanoBms.DeviceBuild.Inspection;

/// <summary>What a model costs on a device in one layout.</summary>
/// <param name="Layout">packed or arrays.</param>
/// <param name="Parts">Part assemblies besides the main one.</param>
/// <param name="IlBytes">IL of all assemblies.</param>
/// <param name="LargestIlBytes">IL of the largest assembly.</param>
/// <param name="ArrayBytes">Array initialisers of all assemblies.</param>
/// <param name="FlashBytes">Estimate of the deployed .pe files.</param>
/// <param name="HeapBytes">Estimate of the managed heap that the model holds.</param>
/// <param name="MaxLocals">Locals of the method that has most.</param>
public sealed record DeviceCost(
    string Layout, int Parts, int IlBytes, int LargestIlBytes, int ArrayBytes, int FlashBytes, int HeapBytes, int MaxLocals)
{
    /// <summary>Whether IL, locals and heap are estimated too, of the code's text: nothing was compiled.</summary>
    public bool IsEstimated { get; init; }

    /// <summary>The sentence about an estimate.</summary>
    public const string EstimateWords = "Estimated of the generated text, within 8 %; --compile compiles it for exact figures.";

    /// <summary>
    /// Deployment region that the application takes beside the model: 160 KB of nanoFramework's libraries at the versions used, the
    /// project's own assemblies, and room to grow (estimate).
    /// </summary>
    public const int ApplicationFlashBytes = 256 * 1024;

    /// <summary>Heap that the rest of the gauge takes beside the model: queue, strings, a request (estimate, rounded up).</summary>
    public const int ApplicationHeapBytes = 32 * 1024;

    /// <summary>
    /// Header, tables and signatures of a .pe beside its IL and arrays: 580 bytes on average of the default model's, rounded up.
    /// </summary>
    private const int AssemblyOverheadBytes = 640;

    /// <summary>The cost of compiled code.</summary>
    public static DeviceCost Of(WeightLayout layout, CompiledModel compiled)
    {
        int assemblies = compiled.Footprints.Count;
        return new DeviceCost(
            Name(layout), assemblies - 1, compiled.IlBytes, compiled.Footprints.Max(footprint => footprint.IlBytes), compiled.ArrayBytes,
            Flash(compiled.IlBytes, compiled.ArrayBytes, assemblies),
            ModelHeap.Bytes(compiled.Model) + (assemblies * DeviceHeap.AssemblyBytes),
            compiled.Footprints.Max(footprint => footprint.MaxLocals));
    }

    /// <summary>Deployed bytes of assemblies.</summary>
    internal static int Flash(int ilBytes, int arrayBytes, int assemblies) =>
        ilBytes + arrayBytes + (assemblies * AssemblyOverheadBytes);

    /// <summary>A layout's name on the command line.</summary>
    public static string Name(WeightLayout layout) => layout == WeightLayout.Packed ? "packed" : "arrays";

    /// <summary>Whether flash and heap of a board suffice, beside the application.</summary>
    public bool FitsOn(Board board) =>
        FlashBytes + ApplicationFlashBytes <= board.DeploymentBytes && HeapBytes + ApplicationHeapBytes <= board.HeapBytes;
}
