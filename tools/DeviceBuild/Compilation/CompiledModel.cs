using NanoBms.Core;
using NanoBms.DeviceBuild.Il;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;
using NanoBms.Models.Verification;

namespace NanoBms.DeviceBuild.Compilation;

/// <summary>Generated code, compiled on the desktop as the twin is.</summary>
/// <param name="Model">The model, ready to run.</param>
/// <param name="Footprints">What each part, and last the main assembly, asks of a device.</param>
/// <param name="Images">The assemblies themselves, in the same order.</param>
public sealed record CompiledModel(QuantizedModel Model, IReadOnlyList<AssemblyFootprint> Footprints, IReadOnlyList<byte[]> Images)
{
    /// <summary>The model, for who times it.</summary>
    public ModelRun Run => new(Model);

    /// <summary>A check of the code against recorded runs of the network that it was generated of.</summary>
    public GoldenCheck Check(QuantizedNetwork network) => new(Model, network);

    /// <summary>IL bytes of all assemblies.</summary>
    public int IlBytes => Footprints.Sum(footprint => footprint.IlBytes);

    /// <summary>Bytes of array initialisers of all assemblies.</summary>
    public int ArrayBytes => Footprints.Sum(footprint => footprint.ArrayBytes);
}
