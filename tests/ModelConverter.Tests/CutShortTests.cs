using System.Diagnostics;
using System.Globalization;
using NanoBms.DeviceBuild.Projects;
using NanoBms.Foundation;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests;

/// <summary>Ctrl-C and SIGTERM in the midst of work.</summary>
public class CutShortTests
{
    [Theory]
    [InlineData("INT", "convert", "--calibration {pipe} --firmware {target}")]
    [InlineData("TERM", "convert", "--calibration {pipe} --standalone {target}")]
    [InlineData("INT", "quantize", "--calibration {pipe} --out {target}")]
    [InlineData("INT", "verify", "{pipe} --expected {pipe}")]
    [InlineData("TERM", "verify", "{pipe} --expected {pipe}")]
    public async Task A_command_that_is_cut_short_says_so_and_leaves_nothing(string signal, string command, string options)
    {
        using var folder = new TemporaryFolder();
        string target = folder.File("target"), pipe = folder.File("drive.csv");
        using (Process make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync(WaitLimit.Token);
        }

        // Reads recordings that never end: the command is in the midst of its work as long as the pipe is open.
        string model = Repository.File("models", "panasonic18650pf-32-16.float.tflite");
        string[] given = [.. options.Split(' ').Select(word => word.Replace("{pipe}", pipe, StringComparison.Ordinal)
            .Replace("{target}", target, StringComparison.Ordinal))];

        // Signals that this process ignores, as one in the background does, would be ignored by the program too.
        var start = new ProcessStartInfo(
            "env",
            [
                "--default-signal=INT,TERM", "dotnet", Path.Combine(AppContext.BaseDirectory, "NanoBms.ModelConverter.dll"), command, model,
                .. given,
            ])
        {
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> said = process.StandardError.ReadToEndAsync(WaitLimit.Token);
            await using FileStream writing = await Task.Run(
                () => new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), WaitLimit.Token)
                .WaitAsync(WaitLimit.Token);
            using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync(WaitLimit.Token);

            Assert.Equal((130, "Cut short: there is no result; no file is half-written.\n"), (process.ExitCode, await said));
            Assert.Equal([pipe], Directory.GetFileSystemEntries(folder.Root));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task Files_that_belong_together_are_put_into_place_before_an_end()
    {
        using var folder = new TemporaryFolder();
        var set = new OutputSet();
        set.Add(folder.File("a"), "1");
        set.Add(folder.File("b"), "2");
        Task<int> writing;
        using (WriteGate.Lock.EnterScope())
        {
            writing = Task.Factory.StartNew(
                set.Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Thread.Sleep(100);
            Assert.False(writing.IsCompleted);
            Assert.Empty(Directory.GetFiles(folder.Root));
        }

        Assert.Equal(2, await writing.WaitAsync(WaitLimit.Token));
    }
}
