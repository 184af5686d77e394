using System.Reflection;

namespace NanoBms.IlMeter.Metering;

/// <summary>What a model takes and gives, by the names of Core's info of a model.</summary>
/// <param name="TimeSteps">Time steps of an input.</param>
/// <param name="InputSize">Values of a time step.</param>
/// <param name="OutputSize">Values of an output.</param>
/// <param name="InputMin">Least value of an input.</param>
/// <param name="InputMax">Greatest value of an input.</param>
public sealed record ModelShape(int TimeSteps, int InputSize, int OutputSize, int InputMin, int InputMax);

/// <summary>A model whose executed instructions and allocations are counted.</summary>
public sealed class MeteredModel
{
    private readonly MeterContext context;
    private readonly Action<short[], short[]> invoke;
    private readonly Action reset;

    private MeteredModel(MeterContext context, object model, long startBytes, long modelBytes)
    {
        this.context = context;

        // By name: these are types of the context's own, rewritten copy of Core.
        invoke = model.GetType().GetMethod("Invoke")!.CreateDelegate<Action<short[], short[]>>(model);
        reset = model.GetType().GetMethod("Reset")!.CreateDelegate<Action>(model);
        StaticBytes = startBytes;
        ObjectBytes = modelBytes;
        object info = model.GetType().GetProperty("Info")!.GetValue(model)!;
        int Field(string name) => (int)info.GetType().GetField(name)!.GetValue(info)!;
        Shape = new ModelShape(
            Field(nameof(ModelShape.TimeSteps)), Field(nameof(ModelShape.InputSize)), Field(nameof(ModelShape.OutputSize)),
            Field(nameof(ModelShape.InputMin)), Field(nameof(ModelShape.InputMax)));
    }

    /// <summary>Shape and range of inputs and outputs.</summary>
    public ModelShape Shape { get; }

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
        Assembly naive = typeof(NaiveKernel.NaiveModels).Assembly;
        return Create([core, File.ReadAllBytes(naive.Location)], context =>
        {
            Type type = context.LoadFromAssemblyName(naive.GetName())
                .GetType(typeof(NaiveKernel.NaiveModels).FullName!, throwOnError: true)!;
            return type.GetMethod(nameof(NaiveKernel.NaiveModels.Load))!.Invoke(null, [path, streaming])!;
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
