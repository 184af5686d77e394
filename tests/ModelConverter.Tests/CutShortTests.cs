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
    [InlineData("INT", "convert", "--firmware")]
    [InlineData("TERM", "convert", "--standalone")]
    [InlineData("INT", "quantize", "--out")]
    public async Task A_command_that_is_cut_short_says_so_and_leaves_nothing(string signal, string command, string option)
    {
        using var folder = new TemporaryFolder();
        string target = folder.File("target"), pipe = folder.File("drive.csv");
        using (Process make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync(WaitLimit.Token);
        }

        // Reads recordings that never end: the command is in the midst of its work as long as the pipe is open.
        string model = Repository.File("models", "panasonic18650pf-32-16.float.tflite");
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "NanoBms.ModelConverter.dll"), command, model, "--calibration", pipe, option, target])
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
