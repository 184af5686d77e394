using System.Diagnostics;
using System.Text.RegularExpressions;
using NanoBms.TestSupport;

namespace NanoBms.LocalChannel.Tests;

/// <summary>The program itself in a process of its own, which can be killed and started again on the same database and port.</summary>
internal sealed partial class ChannelProcess : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private Process? process;

    /// <summary>Address of the running server; stays the same over restarts.</summary>
    public Uri? Url { get; private set; }

    public string DatabasePath => folder.File("channel.db");

    /// <summary>What the program printed up to the line that says that it is ready.</summary>
    public List<string> Output { get; } = [];

    public HttpClient Client { get; } = new();

    public async Task StartAsync(params string[] arguments)
    {
        process = Process.Start(StartInfo(
            ["--port", $"{Url?.Port ?? 0}", "--db", DatabasePath, "--rate-limit", "off", .. arguments]))!;
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

    public Task<string> UpdateAsync(string values) => Client.GetStringAsync(
        new Uri(Url!, $"update?api_key={RunningChannel.WriteKey}&{values}"), TestContext.Current.CancellationToken);

    /// <summary>As kill -9: the process gets no chance to finish anything.</summary>
    public void Kill()
    {
        process!.Kill();
        Assert.True(process.WaitForExit(WaitLimit.Time), "the killed process does not end");
        process.Dispose();
        process = null;
    }

    /// <summary>As Ctrl-C or a service manager's stop; gives the exit code.</summary>
    public async Task<int> StopAsync(string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, $"{process!.Id}"]);
        await process.WaitForExitAsync(WaitLimit.Token);
        int exitCode = process.ExitCode;
        process.Dispose();
        process = null;
        return exitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (process != null)
        {
            process.Kill();
            await process.WaitForExitAsync(WaitLimit.Token);
            process.Dispose();
        }

        folder.Dispose();
    }

    private static ProcessStartInfo StartInfo(string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "NanoBms.LocalChannel.dll");

        // Signals that this process ignores, as one in the background does, would be ignored by the program too.
        string[] command = OperatingSystem.IsLinux()
            ? ["env", "--default-signal=INT,TERM", "dotnet", program, .. arguments]
            : ["dotnet", program, .. arguments];
        var info = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["NANOBMS_WRITE_KEY"] = RunningChannel.WriteKey;
        info.Environment["NANOBMS_READ_KEY"] = RunningChannel.ReadKey;
        return info;
    }

    [GeneratedRegex(@"(http://\S+)")]
    private static partial Regex AddressLine();
}
