using NanoBms.Foundation;
using NanoBms.Models.Arrays;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;
using NanoBms.Models.Scalers;
using NanoBms.TestSupport;
using NanoBms.TestSupport.Fuzzing;

namespace NanoBms.Models.Tests.Fuzzing;

/// <summary>Damaged model and scaler files: each is read and run, or refused; how many, see <see cref="Fuzzer"/>.</summary>
public class FuzzTests
{
    private const int RunsInSuite = 3000, RunsOnOwnFiles = 1000;

    [Fact]
    public void Damaged_files_are_read_or_refused_within_bounds() => ReadDamaged(
        Directory.EnumerateFiles(SharedData.Require("models"), "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".golden.json", StringComparison.Ordinal) && !path.EndsWith(".md", StringComparison.Ordinal)),
        RunsInSuite);

    /// <summary>Damage that was found: an input of a quarter of a million values, each a row of its own, copied in each step.</summary>
    [Theory]
    [InlineData(994470625)]
    [InlineData(865337451)]
    public void A_damaged_shape_takes_no_more_memory_than_a_reader_may(int seed)
    {
        string path = Directory.EnumerateFiles(SharedData.Require("models"), "mtp_model_hybrid_quant.tflite", SearchOption.AllDirectories)
            .Single();
        byte[] bytes = Mutator.Mutate(File.ReadAllBytes(path), seed);
        long before = GC.GetAllocatedBytesForCurrentThread();

        UserError refusal = Assert.Throws<UserError>(() => ModelReader.Read(bytes, path));

        Assert.StartsWith("The graph takes too many steps to follow", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    /// <summary>Damage that was found: two million time steps, whose values between the layers nothing could hold.</summary>
    [Fact]
    public void A_window_that_no_board_can_hold_is_refused()
    {
        byte[] bytes = Mutator.Mutate(File.ReadAllBytes(GoldenFiles.Find("lstm-clip-16x8").Model), 865333530);

        UserError refusal = Assert.Throws<UserError>(() => ModelReader.Read(bytes, "m.tflite"));

        Assert.EndsWith(
            "has 2,359,308 time steps of 5 values; a window for a microcontroller has at most 200,000 values, so export the model with a "
                + "shorter one.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_of_own_models_are_read_or_refused_within_bounds() => ReadDamaged(
        [
            .. GoldenFiles.Shipped.Concat(GoldenFiles.Synthetic).Select(name => GoldenFiles.Find(name).Model),
            .. GoldenFiles.ShippedFloat.Select(name => GoldenFiles.FindFloat(name).Model),
        ],
        RunsOnOwnFiles);

    /// <summary>
    /// Files that the tests write: damaged as they are, and with what stands inside an archive damaged before it is packed, so that the
    /// damage reaches the reader of it.
    /// </summary>
    [Fact]
    public void Damaged_files_that_the_tests_write_are_read_or_refused_within_bounds() => ReadDamaged(FuzzFiles.All, RunsOnOwnFiles);

    [Fact]
    public void The_files_that_are_damaged_are_whole_before() => Assert.All(
        FuzzFiles.All, file => Use(file.Pack(file.Bytes), file.Path, file.TimeSteps));

    private static void ReadDamaged(IEnumerable<string> paths, int runsInSuite) => ReadDamaged(
        [.. paths.Order(StringComparer.Ordinal).Select(path => new FuzzFile(path, File.ReadAllBytes(path), bytes => bytes))],
        runsInSuite);

    private static void ReadDamaged(IReadOnlyList<FuzzFile> files, int runsInSuite) => Fuzzer.Run(
        files, runsInSuite, (file, bytes) => Use(bytes, file.Path, file.TimeSteps), exception => exception is UserError);

    /// <summary>Reads a file as the converter does, and runs what it holds once.</summary>
    private static void Use(byte[] bytes, string path, int? timeSteps)
    {
        if (path.Contains("scaler", StringComparison.Ordinal))
        {
            ScalerReader.Read(bytes, path);
            return;
        }

        if (Path.GetExtension(path) is ".npy" or ".csv")
        {
            NumberArray.Parse(bytes, path).Windows(timeSteps!.Value, 3, path);
            return;
        }

        ModelFile file = ModelReader.Read(bytes, path, timeSteps);
        if (file.Quantized is { } quantized)
        {
            var model = new InterpretedModel(quantized, file.Manifest);
            model.Invoke(new short[quantized.TimeSteps * quantized.InputSize], new short[NetworkShapes.OutputSize(quantized)]);
        }
        else if (file.Float is { } network)
        {
            new FloatModel(network).Invoke(new float[network.TimeSteps * network.InputSize]);
        }
    }
}
