using NanoBms.Core;
using NanoBms.Models;
using NanoBms.Models.Inference;
using NanoBms.Models.Tflite;
using NanoBms.PackSimulator.Soak;
using NanoBms.TestSupport;

namespace NanoBms.PackSimulator.Tests.Soak;

/// <summary>
/// Soaks with the small model, whose inference takes a tenth of the time; the command soak has the firmware's own by default.
/// </summary>
internal static class SmallModel
{
    private static readonly ModelFile File = TfliteReader.Read(Repository.File("models", "panasonic18650pf-32-16.int8.tflite"));

    public static QuantizedModel Create() => new InterpretedModel(File.Quantized!, File.Manifest!, File.Sha256);

    public static SoakOptions Options(int days, int seed, int keepInMemory) =>
        new() { Days = days, Seed = seed, KeepInMemory = keepInMemory, Model = Create };

    public static SoakVerdict Run(SoakOptions options) => new SoakRun(options).Run(_ => { }, TestContext.Current.CancellationToken);

    /// <summary>What does not hold.</summary>
    public static string[] Broken(SoakVerdict verdict) =>
        [.. verdict.Findings.Where(finding => !finding.Holds).Select(finding => finding.Name)];
}

/// <summary>The small model, with something to do at each inference.</summary>
internal sealed class WatchedModel(Action<int> atInference) : QuantizedModel
{
    private readonly QuantizedModel network = SmallModel.Create();
    private int inferences;

    public override ModelInfo Info => network.Info;

    public override void Reset() => network.Reset();

    public override void Invoke(short[] input, short[] output)
    {
        atInference(inferences++);
        network.Invoke(input, output);
    }
}
