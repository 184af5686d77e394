using System.Globalization;
using NanoBms.Cells.Import;
using NanoBms.Cells.Import.Cycles;
using NanoBms.Cells.Import.Options;
using NanoBms.Foundation;
using NanoBms.TestSupport;
using NanoBms.TestSupport.Fuzzing;

namespace NanoBms.Cells.Tests.Import.Fuzzing;

/// <summary>
/// Damaged logs: each becomes a whole cycle or is refused, and of a refused one nothing is written; how many, see <see cref="Fuzzer"/>.
/// </summary>
public sealed class ImportFuzzTests : IDisposable
{
    private const int RunsInSuite = 250;

    private static readonly string[] Logs = [".csv", ".txt", ".mpt", ".json", ".mat"];
    private static readonly ImportOptions Options = new() { CapacityAh = KnownLog.CapacityAh };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Damaged_logs_of_many_makers_become_whole_cycles_or_nothing() => Import(
        [
            .. Directory.EnumerateFiles(SharedData.Require("logs")).Where(path => Logs.Contains(Path.GetExtension(path)))
                .Order(StringComparer.Ordinal).Select(path => new FuzzFile(path, File.ReadAllBytes(path), bytes => bytes)
                {
                    // Of two bytes a letter is what is damaged byte by byte alone.
                    IsText = Path.GetExtension(path) != ".mat" && !Path.GetFileName(path).StartsWith("utf16", StringComparison.Ordinal),
                }),
        ]);

    [Fact]
    public void Damaged_logs_that_the_tests_write_become_whole_cycles_or_nothing() => Import(ImportFuzzFiles.All);

    [Fact]
    public void The_logs_that_are_damaged_are_whole_before() => Assert.All(
        ImportFuzzFiles.All, file => ImportOne(file, file.Pack(file.Bytes)));

    [Fact]
    public void A_damaged_log_among_others_of_a_folder_keeps_all_of_them_from_being_written()
    {
        string logs = folder.File("logs");
        Directory.CreateDirectory(logs);
        folder.Write("logs/whole.csv", ImportFuzzFiles.Csv.Bytes);
        Run(ImportFuzzFiles.All, (file, bytes) =>
        {
            string path = folder.Write("logs/damaged" + Path.GetExtension(file.Path), bytes), target = folder.File("out");
            try
            {
                IReadOnlyList<ImportOutcome> outcomes =
                    ImportBatch.Run(ImportPlan.Make([logs], target, join: false), Options, skipRefused: false, isTrial: false);
                UserError? refusal = outcomes.Select(outcome => outcome.Refusal).FirstOrDefault(refusal => refusal is not null);
                AssertWritten(target, refusal is null ? 2 : 0);
                if (refusal is not null)
                {
                    throw refusal;
                }
            }
            finally
            {
                File.Delete(path);
                Clear(target);
            }
        });
    }

    [Fact]
    public void A_damaged_file_of_a_published_set_keeps_all_cycles_from_being_written()
    {
        string set = folder.File("set"), target = folder.File("out");
        FuzzFile[] files = [.. ImportFuzzFiles.SetFiles];
        foreach (FuzzFile file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(set, file.Path))!);
        }

        Run(files, (file, bytes) =>
        {
            foreach (FuzzFile other in files)
            {
                File.WriteAllBytes(Path.Combine(set, other.Path), other == file ? bytes : other.Pack(other.Bytes));
            }

            try
            {
                ImportBatch.TryWriteSet(set, target, _ => { });
                Assert.NotEmpty(Directory.GetFiles(target, "*.csv", SearchOption.AllDirectories));
                Assert.Empty(Directory.GetFiles(target, "*.part", SearchOption.AllDirectories));
            }
            catch (UserError)
            {
                AssertWritten(target, 0);
                throw;
            }
            finally
            {
                Clear(target);
            }
        });
    }

    private void Import(IReadOnlyList<FuzzFile> files) => Run(files, ImportOne);

    private static void Run(IReadOnlyList<FuzzFile> files, Action<FuzzFile, byte[]> use) =>
        Fuzzer.Run(files, RunsInSuite, use, exception => exception is UserError);

    private void ImportOne(FuzzFile file, byte[] bytes)
    {
        string path = folder.Write("log" + Path.GetExtension(file.Path), bytes), target = folder.File("out");
        int written = 0;
        try
        {
            LogImporter.Import([path], Path.Combine(target, "cycle.csv"), Options);
            written = 1;
        }
        finally
        {
            AssertWritten(target, written);
            File.Delete(path);
            Clear(target);
        }
    }

    /// <summary>So many whole cycles, and nothing else.</summary>
    private static void AssertWritten(string target, int count)
    {
        string[] files = Directory.Exists(target) ? Directory.GetFiles(target, "*", SearchOption.AllDirectories) : [];
        Assert.Equal(count, files.Length);
        Assert.All(files, file =>
        {
            string text = File.ReadAllText(file);
            Assert.StartsWith(CycleFile.Heading + "\n", text, StringComparison.Ordinal);
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            Assert.All(text.TrimEnd('\n').Split('\n')[1..], line => Assert.All(
                line.Split(','), cell => Assert.True(double.IsFinite(double.Parse(cell, CultureInfo.InvariantCulture)), line)));
        });
    }

    private static void Clear(string target)
    {
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }
    }
}
