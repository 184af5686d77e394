using System.Reflection;
using NanoBms.Core;

namespace NanoBms.IlMeter.Metering;

/// <summary>A model whose executed instructions and allocations are counted.</summary>
public sealed class MeteredModel
{
    private readonly MeterContext context;
    private readonly Action<short[], short[]> invoke;
    private readonly Action reset;

    private MeteredModel(MeterContext context, object model, long startBytes, long modelBytes)
    {
        this.context = context;
        invoke = model.GetType().GetMethod(nameof(QuantizedModel.Invoke))!.CreateDelegate<Action<short[], short[]>>(model);
        reset = model.GetType().GetMethod(nameof(QuantizedModel.Reset))!.CreateDelegate<Action>(model);
        StaticBytes = startBytes;
        ObjectBytes = modelBytes;
        object info = model.GetType().GetProperty(nameof(QuantizedModel.Info))!.GetValue(model)!;
        int Field(string name) => (int)info.GetType().GetField(name)!.GetValue(info)!;
        Info = new ModelInfo
        {
            Name = (string)info.GetType().GetField(nameof(ModelInfo.Name))!.GetValue(info)!,
            Streaming = (bool)info.GetType().GetField(nameof(ModelInfo.Streaming))!.GetValue(info)!,
            TimeSteps = Field(nameof(ModelInfo.TimeSteps)),
            InputSize = Field(nameof(ModelInfo.InputSize)),
            OutputSize = Field(nameof(ModelInfo.OutputSize)),
            InputMin = Field(nameof(ModelInfo.InputMin)),
            InputMax = Field(nameof(ModelInfo.InputMax)),
        };
    }

    /// <summary>Shape and range of inputs and outputs; nothing else of the model's info.</summary>
    public ModelInfo Info { get; }

    /// <summary>Heap bytes of all static data of the counted assemblies, used by the model or not.</summary>
    public long StaticBytes { get; }

    /// <summary>Heap bytes of the model and all that it owns.</summary>
    public long ObjectBytes { get; }

    /// <summary>Heap bytes that the last <see cref="Invoke"/> allocated.</summary>
    public long InvokeBytes { get; private set; }

    /// <summary>Loads a generated model's assemblies, the class GeneratedModel in the last one, with Core.</summary>
    public static MeteredModel Create(byte[] core, IReadOnlyList<byte[]> assemblies) =>
        Create([core, .. assemblies], context =>
        {
            Type type = context.LoadFromAssemblyName(new AssemblyName("NanoBms.Model"))
                .GetType("NanoBms.Model.GeneratedModel", throwOnError: true)!;
            return Activator.CreateInstance(type)!;
        });

    /// <summary>The naive kernel on a model file.</summary>
    public static MeteredModel CreateNaive(byte[] core, string path, bool streaming)
    {
        Assembly naive = typeof(NaiveKernel.NaiveModel).Assembly;
        return Create([core, File.ReadAllBytes(naive.Location)], context =>
        {
            Type type = context.LoadFromAssemblyName(naive.GetName())
                .GetType(typeof(NaiveKernel.NaiveModel).FullName!, throwOnError: true)!;
            return type.GetMethod(nameof(NaiveKernel.NaiveModel.Load))!.Invoke(null, [path, streaming])!;
        });
    }

    /// <summary>Puts a streaming model back to its start.</summary>
    public void Reset() => reset();

    /// <summary>Runs the model once and gives what it executed.</summary>
    public InstructionCount Invoke(short[] input, short[] output)
    {
        context.Clear();
        InvokeBytes = AllocationRecord.Measure(() => invoke(input, output));
        return context.Read();
    }

    private static MeteredModel Create(IEnumerable<byte[]> images, Func<MeterContext, object> create)
    {
        var context = new MeterContext(images);
        long statics = AllocationRecord.Measure(context.Start);
        object? model = null;
        long objects = AllocationRecord.Measure(() => model = create(context));

        // The model object itself is made by reflection, which no rewritten code sees.
        objects += AllocationRecord.Measure(() => AllocationRecord.Object(model!));
        return new MeteredModel(context, model!, statics, objects);
    }
}
