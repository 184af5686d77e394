using System.Diagnostics;
using System.Globalization;
using System.Text;
using NanoBms.TestSupport;

namespace NanoBms.ModelTrainer.Tests;

/// <summary>Ctrl-C and SIGTERM in the midst of the trainer's work.</summary>
public class CutShortTests
{
    [Theory]
    [InlineData("INT", "fit --data {folder} --train log --validate log --slow log --out {folder}/target.json")]
    [InlineData("TERM", "fit --data {folder} --train log --validate log --slow log --out {folder}/target.json")]
    [InlineData("INT", "train --data {folder} --train log --validate log --test log --manifest {manifest} --out {folder}/target")]
    [InlineData("TERM", "train --data {folder} --train log --validate log --test log --manifest {manifest} --out {folder}/target")]
    public async Task A_command_that_is_cut_short_as_it_reads_says_so_and_leaves_nothing(string signal, string command)
    {
        using var folder = new TemporaryFolder();
        string pipe = folder.File("log.csv");
        using (Process make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync(WaitLimit.Token);
        }

        using Process process = Start(folder, command);
        try
        {
            Task<string> said = process.StandardError.ReadToEndAsync(WaitLimit.Token);

            // A log that never ends: the command is in the midst of its work as long as the pipe is open.
            await using FileStream writing = await Task.Run(
                () => new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), WaitLimit.Token)
                .WaitAsync(WaitLimit.Token);
            await SendAsync(signal, process);
            await process.WaitForExitAsync(WaitLimit.Token);

            Assert.Equal((130, "Cut short: there is no result; no file is half-written.\n"), (process.ExitCode, await said));
            Assert.Equal([pipe], Directory.GetFileSystemEntries(folder.Root));
        }
        finally
        {
            process.Kill();
        }
    }

    [Theory]
    [InlineData("INT", "import {folder}/log.csv --out {folder}/target.csv")]
    [InlineData("TERM", "import {folder}/log.csv --out {folder}/target.csv")]
    [InlineData("INT", "newcell --name X --chemistry lfp --capacity 10 --logs {folder}/log.csv --out {folder}/target")]
    public async Task An_import_that_is_cut_short_says_so_and_leaves_nothing(string signal, string command)
    {
        using var folder = new TemporaryFolder();
        string log = folder.Write("log.csv", LongLog());
        using Process process = Start(folder, command);
        try
        {
            Task<string> said = process.StandardError.ReadToEndAsync(WaitLimit.Token);
            while (!process.HasExited && !Holds(process, log))
            {
                await Task.Delay(1, WaitLimit.Token);
            }

            await SendAsync(signal, process);
            await process.WaitForExitAsync(WaitLimit.Token);

            Assert.Equal((130, "Cut short: there is no result; no file is half-written.\n"), (process.ExitCode, await said));
            Assert.Equal([log], Directory.GetFileSystemEntries(folder.Root));
        }
        finally
        {
            process.Kill();
        }
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_training_that_is_cut_short_keeps_the_best_so_far_with_all_that_belongs_to_it(string signal)
    {
        using var folder = new TemporaryFolder();
        using Process process = Start(
            folder,
            "newcell --name X --chemistry lfp --capacity 10 --network small --steps 1000000 --cells 8 --max-error 100 "
                + "--out {folder}/target");
        try
        {
            string? line;
            while ((line = await process.StandardError.ReadLineAsync(WaitLimit.Token)) is not null
                && !line.StartsWith("training on ", StringComparison.Ordinal))
            {
            }

            Assert.NotNull(line);
            await SendAsync(signal, process);
            string said = await process.StandardError.ReadToEndAsync(WaitLimit.Token);
            await process.WaitForExitAsync(WaitLimit.Token);

            Assert.True(process.ExitCode == 0, said);
            Assert.Equal(
                ["target.float.tflite", "target.int8.tflite", "target.manifest.json", "target.md", "target.settings.json"],
                Directory.GetFileSystemEntries(folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
        finally
        {
            process.Kill();
        }
    }

    private static Process Start(TemporaryFolder folder, string command)
    {
        string[] words = [.. command.Replace("{folder}", folder.Root, StringComparison.Ordinal)
            .Replace("{manifest}", Repository.File("models", "panasonic18650pf-32-16.manifest.json"), StringComparison.Ordinal).Split(' ')];

        // Signals that this process ignores, as one in the background does, would be ignored by the program too.
        return Process.Start(new ProcessStartInfo(
            "env",
            ["--default-signal=INT,TERM", "dotnet", Path.Combine(AppContext.BaseDirectory, "NanoBms.ModelTrainer.dll"), .. words])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>A log that takes long to import: two days of seconds.</summary>
    private static string LongLog()
    {
        var log = new StringBuilder("time_s,voltage_V,current_A,temperature_C\n");
        for (int second = 0; second < 2 * 86400; second++)
        {
            log.Append(second).Append(second % 7200 < 3600 ? ",3.3,-1,25\n" : ",3.35,1,25\n");
        }

        return log.ToString();
    }

    /// <summary>Whether a process has a file open.</summary>
    private static bool Holds(Process process, string file)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process.Id}/fd").Any(
                open => File.ResolveLinkTarget(open, returnFinalTarget: false)?.FullName == file);
        }
        catch (IOException)
        {
            // One of them was closed in between, or the process has ended.
            return false;
        }
    }

    private static async Task SendAsync(string signal, Process process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(WaitLimit.Token);
    }
}
