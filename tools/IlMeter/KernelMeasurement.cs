using NanoBms.DeviceBuild.Il;
using NanoBms.IlMeter.Metering;

namespace NanoBms.IlMeter;

/// <summary>What a kernel executes and what it asks of a device.</summary>
/// <param name="Kernel">Name of the kernel: naive, arrays, packed, compiled.</param>
/// <param name="Inference">One inference: the one that executes most of the windows tried.</param>
/// <param name="Step">One step of the model run as a streaming one, not the first after a reset; null where it was not asked for.</param>
/// <param name="Outputs">What it computed for each window.</param>
/// <param name="Footprints">Assemblies of the model; none for the naive kernel.</param>
/// <param name="StaticBytes">Heap bytes of static data, Core's among them.</param>
/// <param name="ObjectBytes">Heap bytes of the model object and all it owns.</param>
/// <param name="InferenceBytes">Heap bytes that an inference allocates.</param>
public sealed record KernelMeasurement(
    string Kernel, InstructionCount Inference, InstructionCount? Step, IReadOnlyList<short[]> Outputs,
    IReadOnlyList<AssemblyFootprint> Footprints, long StaticBytes, long ObjectBytes, long InferenceBytes)
{
    /// <summary>RAM that the loader takes for the model's assemblies.</summary>
    public long LoaderBytes => (long)Footprints.Count * DeviceHeap.AssemblyBytes;

    /// <summary>All RAM for model and inference: static data, objects, what an inference allocates, the loader's part.</summary>
    public long HeapBytes => StaticBytes + ObjectBytes + InferenceBytes + LoaderBytes;

    /// <summary>IL bytes of all assemblies of the model.</summary>
    public int IlBytes => Footprints.Sum(footprint => footprint.IlBytes);

    /// <summary>Bytes of array initialisers: flash that is copied to the heap.</summary>
    public int ArrayBytes => Footprints.Sum(footprint => footprint.ArrayBytes);

    /// <summary>Upper estimate of the model's .pe files together.</summary>
    public int FileBytes => Footprints.Sum(footprint => footprint.FileBytes);
}
