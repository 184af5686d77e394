using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace NanoBms.IlMeter.Metering;

/// <summary>
/// Loads rewritten assemblies beside the program's own: whatever is loaded here refers to the rewritten ones, and to the program's other
/// assemblies in copies of their own where these are the project's.
/// </summary>
internal sealed class MeterContext : AssemblyLoadContext
{
    private readonly Dictionary<string, CountedAssembly> rewritten;
    private readonly List<(CountedBlock[] Blocks, long[] Entered)> counters = [];

    public MeterContext(IEnumerable<byte[]> images)
        : base("meter", isCollectible: true)
    {
        rewritten = images.Select(CountingRewriter.Rewrite).ToDictionary(assembly => assembly.Name);
    }

    /// <summary>Loads all rewritten assemblies and runs their static initialisers, as the device does at start-up.</summary>
    public void Start()
    {
        foreach (string name in rewritten.Keys)
        {
            foreach (Type type in LoadFromAssemblyName(new AssemblyName(name)).GetTypes().Where(type => type.TypeInitializer is not null))
            {
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            }
        }
    }

    /// <summary>Sets all counters to 0.</summary>
    public void Clear()
    {
        foreach ((_, long[] entered) in counters)
        {
            Array.Clear(entered);
        }
    }

    /// <summary>What was executed since <see cref="Clear"/>.</summary>
    public InstructionCount Read() => InstructionCount.Create(
        counters.SelectMany(assembly => assembly.Blocks.Zip(assembly.Entered)).Where(entry => entry.Second > 0));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name!;
        if (rewritten.TryGetValue(name, out CountedAssembly? counted))
        {
            Assembly assembly = LoadFromStream(new MemoryStream(counted.Image));
            var entered = new long[counted.Blocks.Count];
            assembly.GetType(CountingRewriter.CountersType, throwOnError: true)!.GetField(CountingRewriter.CountersField)!.SetValue(
                null, entered);
            counters.Add(([.. counted.Blocks], entered));
            return assembly;
        }

        // The rest of the project must see the rewritten assemblies too; the meter itself is shared, for rewritten code reports to it.
        string path = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        bool shared = name == typeof(MeterContext).Assembly.GetName().Name || !name.StartsWith("NanoBms.", StringComparison.Ordinal);
        return shared || !File.Exists(path) ? null : LoadFromAssemblyPath(path);
    }
}
