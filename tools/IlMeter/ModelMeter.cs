using NanoBms.DeviceBuild.Compilation;
using NanoBms.DeviceBuild.Il;
using NanoBms.Foundation;
using NanoBms.IlMeter.Metering;
using NanoBms.Models;
using NanoBms.Models.Generation;
using NanoBms.Models.Layers;
using NanoBms.Models.Networks;

namespace NanoBms.IlMeter;

/// <summary>Measures one model's kernels: the same windows, the same counter.</summary>
public sealed class ModelMeter
{
    private const int Windows = 4;

    private readonly ModelFile file;
    private readonly QuantizedNetwork network;
    private readonly byte[] core = File.ReadAllBytes(ModelCompiler.CorePath);

    /// <summary>A meter for a quantised model file.</summary>
    /// <exception cref="UserError">The file holds a float model.</exception>
    public ModelMeter(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        this.file = file;
        network = file.Quantized ?? throw new UserError($"'{file.Path}' is a float model; the meter takes a quantised one.");
    }

    /// <summary>Multiply-accumulates of one inference.</summary>
    public long MultiplyAccumulates => LayerKinds.Facts(network).Sum(layer => layer.Macs);

    /// <summary>Multiply-accumulates of one time step of the layers that run on the sequence, and of all layers after it.</summary>
    public long StepMultiplyAccumulates => LayerKinds.Facts(Streaming).Sum(layer => layer.Macs);

    private QuantizedNetwork Streaming => network with { TimeSteps = 1, Stateful = true };

    /// <summary>Whether the naive kernel can run the model.</summary>
    public bool HasNaive => NaiveKernel.NaiveModels.Supports(network);

    /// <summary>Measures the naive kernel.</summary>
    public KernelMeasurement Naive(bool step) => Measure(
        "naive", MeteredModel.CreateNaive(core, file.Path, streaming: false), [],
        step ? () => MeteredModel.CreateNaive(core, file.Path, streaming: true) : null);

    /// <summary>Generates code in a layout, compiles it and measures it.</summary>
    public KernelMeasurement Generated(WeightLayout layout, bool step)
    {
        CompiledModel compiled = CodeGenerator.Generate(network, file.Manifest, file.Sha256, layout).Compiled;
        return Measure(
            layout == WeightLayout.Packed ? "packed" : "arrays", MeteredModel.Create(core, compiled.Images), compiled.Footprints,
            step ? () => MeteredModel.Create(core, CodeGenerator.Generate(Streaming, null, file.Sha256, layout).Compiled.Images) : null);
    }

    /// <summary>Measures a model's compiled assemblies: NanoBms.Model.dll, its parts and NanoBms.Core.dll in a folder.</summary>
    /// <exception cref="UserError">The folder does not hold them.</exception>
    public static KernelMeasurement Compiled(string folder)
    {
        string core = Path.Combine(folder, "NanoBms.Core.dll");
        string[] paths = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "NanoBms.Model*.dll").Where(IsModel).Order(StringComparer.Ordinal)] : [];
        if (paths.Length == 0 || !File.Exists(core))
        {
            throw new UserError(
                $"'{folder}' does not hold NanoBms.Core.dll and NanoBms.Model.dll; give the output folder of a build of the firmware's "
                    + "twin.");
        }

        byte[][] images = [.. paths.Select(File.ReadAllBytes)];
        AssemblyFootprint[] footprints = [.. images.Select(image => AssemblyFootprint.Read(new MemoryStream(image)))];
        return Measure("compiled", MeteredModel.Create(File.ReadAllBytes(core), images), footprints, null);
    }

    private static bool IsModel(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return name == "NanoBms.Model" || name.StartsWith("NanoBms.Model.Part", StringComparison.Ordinal);
    }

    private static KernelMeasurement Measure(
        string kernel, MeteredModel model, IReadOnlyList<AssemblyFootprint> footprints, Func<MeteredModel>? streaming)
    {
        (InstructionCount inference, IReadOnlyList<short[]> outputs, long allocated) = Most(model);
        InstructionCount? step = null;
        if (streaming is not null)
        {
            // The first step after a reset has its recurrent sums ready: it is not the one to plan with.
            MeteredModel stepped = streaming();
            stepped.Reset();
            stepped.Invoke(Window(stepped.Shape, 0), new short[stepped.Shape.OutputSize]);
            (step, _, _) = Most(stepped);
        }

        return new KernelMeasurement(kernel, inference, step, outputs, footprints, model.StaticBytes, model.ObjectBytes, allocated);
    }

    private static (InstructionCount Count, IReadOnlyList<short[]> Outputs, long AllocatedBytes) Most(MeteredModel model)
    {
        InstructionCount? most = null;
        long allocated = 0;
        var outputs = new List<short[]>();
        for (int k = 0; k < Windows; k++)
        {
            var output = new short[model.Shape.OutputSize];
            InstructionCount count = model.Invoke(Window(model.Shape, k), output);
            outputs.Add(output);
            most = most is null || count.Total > most.Total ? count : most;
            allocated = Math.Max(allocated, model.InvokeBytes);
        }

        return (most!, outputs, allocated);
    }

    /// <summary>A window of values over the whole range of the input, the same on every machine.</summary>
    private static short[] Window(ModelShape shape, int number)
    {
        var window = new short[shape.TimeSteps * shape.InputSize];
        uint state = (uint)number;
        for (int k = 0; k < window.Length; k++)
        {
            // Numerical Recipes' generator; its upper bits are good enough to fill a window.
            state = unchecked((state * 1664525u) + 1013904223u);
            window[k] = (short)(shape.InputMin + (state >> 8) % (uint)(shape.InputMax - shape.InputMin + 1));
        }

        return window;
    }
}
