using System.Diagnostics;
using Xunit;

namespace NanoBms.TestSupport;

/// <summary>The SDK's own program, as somebody calls it in a folder of his own.</summary>
public static class DotnetCommand
{
    /// <summary>Runs it; how it ended, and what it wrote to its standard output.</summary>
    /// <param name="folder">Where it is called.</param>
    /// <param name="packages">Folder of packages that there are already; null: that of this machine.</param>
    /// <param name="arguments">What is called.</param>
    public static (int ExitCode, string Output) Run(string folder, string? packages, params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };

        // The SDK that runs these tests leaves its own settings behind for its children.
        foreach (string name in info.Environment.Keys.Where(
            name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            info.Environment.Remove(name);
        }

        if (packages is not null)
        {
            info.Environment["NUGET_PACKAGES"] = packages;
        }

        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(WaitLimit.Token);
        Assert.True(process.WaitForExit(WaitLimit.Time), $"dotnet {arguments[0]} did not end");
        Assert.True(output.Wait(WaitLimit.Time), $"the output of dotnet {arguments[0]} did not end");
        return (process.ExitCode, output.Result);
    }
}
