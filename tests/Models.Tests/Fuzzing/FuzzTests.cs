using System.Diagnostics;
using System.Globalization;
using NanoBms.Foundation;
using NanoBms.Models.Arrays;
using NanoBms.Models.Files;
using NanoBms.Models.Inference;
using NanoBms.Models.Networks;
using NanoBms.Models.Scalers;
using NanoBms.TestSupport;

namespace NanoBms.Models.Tests.Fuzzing;

/// <summary>
/// Damaged model and scaler files: each is read and run, or refused; nothing else happens. The environment variable NANOBMS_FUZZ_RUNS asks
/// for more runs than the suite makes; NANOBMS_FUZZ_SEED asks for those of a seed that was printed, else they are drawn anew.
/// </summary>
public class FuzzTests
{
    private const int RunsInSuite = 3000, RunsOnOwnFiles = 1000;
    private const long FixedBytes = 64L << 20, LongestMs = 5000, LongestWaitMs = 60_000;

    [Fact]
    public void Damaged_files_are_read_or_refused_within_bounds() => ReadDamaged(
        Directory.EnumerateFiles(SharedData.Require("models"), "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".golden.json", StringComparison.Ordinal) && !path.EndsWith(".md", StringComparison.Ordinal)),
        RunsInSuite);

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
        [.. paths.Order(StringComparer.Ordinal).Select(path => new FuzzFile(path, File.ReadAllBytes(path), bytes => bytes, null))],
        runsInSuite);

    private static void ReadDamaged(IReadOnlyList<FuzzFile> files, int runsInSuite) =>
        SmallStack.Run(() => ReadDamagedHere(files, runsInSuite), TimeSpan.FromHours(12));

    private static void ReadDamagedHere(IReadOnlyList<FuzzFile> files, int runsInSuite)
    {
        int runs = Number("NANOBMS_FUZZ_RUNS", runsInSuite), firstSeed = Number("NANOBMS_FUZZ_SEED", Random.Shared.Next(1, 1 << 30));
        TestContext.Current.TestOutputHelper!.WriteLine($"from seed {firstSeed} on");

        // Large files are slow to copy and mostly weights: each comes up as often as the square root of its size asks.
        double[] weights = [.. files.Select(file => 1.0 / (1.0 + Math.Sqrt(file.Bytes.Length / 4096.0)))];
        int accepted = 0, refused = 0;
        long longestMs = 0, maxBytes = 0;
        string? longest = null;
        for (int seed = firstSeed; seed < firstSeed + runs; seed++)
        {
            FuzzFile file = files[Choose(weights, seed)];
            string path = file.Path;
            byte[] bytes = file.Pack(file.IsText && seed % 2 == 0
                ? Mutator.MutateText(file.Bytes, seed) : Mutator.Mutate(file.Bytes, seed));
            string what = $"seed {seed}, {Path.GetFileName(path)}";
            long before = GC.GetAllocatedBytesForCurrentThread();
            var watch = new Stopclock();
            try
            {
                Use(bytes, path, file.TimeSteps);
                accepted++;
            }
            catch (UserError refusal)
            {
                refused++;
                Assert.True(
                    refusal.Message.Length is > 20 and < 1000 && !refusal.Message.Contains('\n', StringComparison.Ordinal),
                    $"{what}: '{refusal.Message}' is not one sentence");
            }
            catch (Exception exception)
            {
                Assert.Fail($"{what}: {exception}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before, elapsedMs = watch.ElapsedMilliseconds;
            Assert.True(
                allocated <= 10L * bytes.Length + FixedBytes, $"{what}: {allocated >> 10} KB allocated for {bytes.Length >> 10} KB");
            if (elapsedMs > LongestMs)
            {
                // Other programs may have had the processor meanwhile.
                elapsedMs = Math.Min(elapsedMs, Repeat(bytes, path, file.TimeSteps));
            }

            Assert.True(elapsedMs <= LongestMs, $"{what}: {elapsedMs} ms");
            maxBytes = Math.Max(maxBytes, allocated - 10L * bytes.Length);
            if (elapsedMs > longestMs)
            {
                (longestMs, longest) = (elapsedMs, what);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{runs} mutations: {accepted} read, {refused} refused; longest {longestMs} ms ({longest}), most allocated beyond ten times "
                + $"the size {maxBytes >> 10} KB");
        Assert.True(
            refused > runs / 20 && accepted > runs / 20, $"{accepted} read, {refused} refused: the mutations are too gentle or too rough");
    }

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

    /// <summary>Milliseconds of the shortest of three more runs.</summary>
    private static long Repeat(byte[] bytes, string path, int? timeSteps)
    {
        long shortestMs = long.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            var watch = new Stopclock();
            try
            {
                Use(bytes, path, timeSteps);
            }
            catch (UserError)
            {
                // Refused as the first time.
            }

            shortestMs = Math.Min(shortestMs, watch.ElapsedMilliseconds);
        }

        return shortestMs;
    }

    /// <summary>
    /// Milliseconds gone by, or, where those are fewer, of the processor's time: on a busy machine a program may wait for it for seconds,
    /// though not for a minute.
    /// </summary>
    private sealed class Stopclock
    {
        private readonly long start = Stopwatch.GetTimestamp();
        private readonly TimeSpan startUsed = Environment.CpuUsage.TotalTime;

        public long ElapsedMilliseconds
        {
            get
            {
                double wallMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                double usedMs = (Environment.CpuUsage.TotalTime - startUsed).TotalMilliseconds;
                return (long)(wallMs > LongestWaitMs ? wallMs : Math.Min(wallMs, usedMs));
            }
        }
    }

    private static int Choose(double[] weights, int seed)
    {
        double at = new Random(~seed).NextDouble() * weights.Sum();
        int chosen = 0;
        while (chosen < weights.Length - 1 && (at -= weights[chosen]) > 0)
        {
            chosen++;
        }

        return chosen;
    }

    private static int Number(string variable, int absent) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number > 0 ? number : absent;
}
