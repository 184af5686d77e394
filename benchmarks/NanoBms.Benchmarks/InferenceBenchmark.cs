using System.Reflection;
using BenchmarkDotNet.Attributes;
using NanoBms.DeviceBuild.Compilation;
using NanoBms.Models;
using NanoBms.Models.Generation;
using NanoBms.Models.Inference;
using NanoBms.Models.Tflite;
using NanoBms.NaiveKernel;

namespace NanoBms.Benchmarks;

/// <summary>
/// One inference of the default model on the desktop's just-in-time compiler: how the layouts compare there, and that none allocates. The
/// device interprets: what counts for it is the number of IL instructions, which the IL meter gives.
/// </summary>
[MemoryDiagnoser]
public class InferenceBenchmark
{
    private readonly short[] input, output;
    private readonly ModelRun naive, arrays, packed;

    /// <summary>Generates and compiles the model in each layout.</summary>
    public InferenceBenchmark()
    {
        string root = typeof(InferenceBenchmark).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(entry => entry.Key == "RepositoryRoot").Value!;
        ModelFile file = TfliteReader.Read(Path.Combine(root, "models", "panasonic18650pf-128-64.int8.tflite"));
        naive = NaiveModels.Run(file.Quantized!);
        arrays = Generate(file, WeightLayout.Arrays);
        packed = Generate(file, WeightLayout.Packed);
        var random = new Random(1);
        input =
        [
            .. Enumerable.Range(0, naive.InputLength).Select(_ => (short)random.Next(naive.InputMin, naive.InputMax + 1))
        ];
        output = new short[naive.OutputLength];
    }

    /// <summary>Plain loops over weight arrays.</summary>
    [Benchmark(Baseline = true)]
    public short Naive() => Run(naive);

    /// <summary>Generated code, layout arrays.</summary>
    [Benchmark]
    public short Arrays() => Run(arrays);

    /// <summary>Generated code, layout packed.</summary>
    [Benchmark]
    public short Packed() => Run(packed);

    private static ModelRun Generate(ModelFile file, WeightLayout layout) =>
        CodeGenerator.Generate(file.Quantized!, file.Manifest, file.Sha256, layout).Compiled.Run;

    private short Run(ModelRun model)
    {
        model.Invoke(input, output);
        return output[0];
    }
}
