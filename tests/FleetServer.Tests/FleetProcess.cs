using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using NanoBms.CommandLine;
using NanoBms.TestSupport;

namespace NanoBms.FleetServer.Tests;

/// <summary>The program in a process of its own, which can be killed and started again on the same port.</summary>
internal sealed partial class FleetProcess(params string[] arguments) : IAsyncDisposable
{
    private Process? process;

    /// <summary>Address of the server; stays the same over restarts.</summary>
    public Uri? Url { get; private set; }

    public List<string> Output { get; } = [];

    /// <summary>Lines that came after the start, of the output and of the error stream.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    public async Task StartAsync()
    {
        process = Process.Start(StartInfo(["--port", $"{Url?.Port ?? 0}", .. arguments]))!;
        Output.Clear();
        while (await process.StandardOutput.ReadLineAsync(WaitLimit.Token) is { } line)
        {
            Output.Add(line);
            if (AddressLine().Match(line) is { Success: true } match)
            {
                Url = new Uri(match.Groups[1].Value);
            }

            if (line.Contains("Ctrl-C stops", StringComparison.Ordinal))
            {
                // What comes later shall not fill the pipe.
                _ = KeepAsync(process.StandardOutput);
                _ = KeepAsync(process.StandardError);
                return;
            }
        }

        Assert.Fail("The program ended: " + await process.StandardError.ReadToEndAsync(WaitLimit.Token));
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(StartInfo(arguments))!;
        Task<string> error = process.StandardError.ReadToEndAsync(WaitLimit.Token);
        string output = await process.StandardOutput.ReadToEndAsync(WaitLimit.Token);
        await process.WaitForExitAsync(WaitLimit.Token);
        return (process.ExitCode, output, await error);
    }

    /// <summary>As kill -9: the process gets no chance to finish anything.</summary>
    public void Kill()
    {
        process!.Kill();
        Assert.True(process.WaitForExit(WaitLimit.Time), "the killed process does not end");
        process.Dispose();
        process = null;
    }

    /// <summary>As a service manager stops it, SIGTERM: it answers what is under way, hands over and ends.</summary>
    public async Task StopAsync()
    {
        using Process signal = Process.Start("kill", ["-TERM", $"{process!.Id}"]);
        await process.WaitForExitAsync(WaitLimit.Token);
        Assert.Equal(ExitCode.Success, process.ExitCode);
        process.Dispose();
        process = null;
    }

    public ValueTask DisposeAsync()
    {
        if (process != null)
        {
            Kill();
        }

        return ValueTask.CompletedTask;
    }

    private async Task KeepAsync(StreamReader stream)
    {
        try
        {
            while (await stream.ReadLineAsync(WaitLimit.Token) is { } line)
            {
                Log.Enqueue(line);
            }
        }
        catch (OperationCanceledException)
        {
            // A program that says nothing for so long fills no pipe either.
        }
    }

    private static ProcessStartInfo StartInfo(string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "NanoBms.FleetServer.dll");
        var info = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment.Remove("NANOBMS_POSTGRES");
        return info;
    }

    [GeneratedRegex(@"^Channel pages and interface: (http://\S+)")]
    private static partial Regex AddressLine();
}
