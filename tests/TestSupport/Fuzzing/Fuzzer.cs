using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace NanoBms.TestSupport.Fuzzing;

/// <summary>
/// Uses damaged files: each is read, or refused in one sentence, in time and in memory; nothing else happens. The environment variable
/// NANOBMS_FUZZ_RUNS asks for more runs than a suite makes; NANOBMS_FUZZ_SEED asks for those of a seed that was printed, else they are
/// drawn anew.
/// </summary>
public static class Fuzzer
{
    private const long FixedBytes = 64L << 20, LongestMs = 5000, LongestWaitMs = 60_000;

    /// <summary>Damages files and uses them, on a stack of 1 MB.</summary>
    /// <param name="files">The files.</param>
    /// <param name="runsInSuite">Runs where nobody asks for more.</param>
    /// <param name="use">Reads a file of these bytes, and does with it what a user would.</param>
    /// <param name="isRefusal">Whether an exception is the refusal of a file.</param>
    public static void Run(
        IReadOnlyList<FuzzFile> files, int runsInSuite, Action<FuzzFile, byte[]> use, Predicate<Exception> isRefusal) =>
        SmallStack.Run(() => RunHere(files, runsInSuite, use, isRefusal), TimeSpan.FromHours(12));

    private static void RunHere(
        IReadOnlyList<FuzzFile> files, int runsInSuite, Action<FuzzFile, byte[]> use, Predicate<Exception> isRefusal)
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
            byte[] bytes = file.Pack(file.IsText && seed % 2 == 0
                ? Mutator.MutateText(file.Bytes, seed) : Mutator.Mutate(file.Bytes, seed));
            string what = $"seed {seed}, {Path.GetFileName(file.Path)}";
            long before = GC.GetAllocatedBytesForCurrentThread();
            var watch = new Stopclock();
            try
            {
                use(file, bytes);
                accepted++;
            }
            catch (Exception refusal) when (isRefusal(refusal))
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
                elapsedMs = Math.Min(elapsedMs, Repeat(() => use(file, bytes), isRefusal));
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

    /// <summary>Milliseconds of the shortest of three more runs.</summary>
    private static long Repeat(Action use, Predicate<Exception> isRefusal)
    {
        long shortestMs = long.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            var watch = new Stopclock();
            try
            {
                use();
            }
            catch (Exception refusal) when (isRefusal(refusal))
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
