using NanoBms.CommandLine;
using NanoBms.ModelConverter.Commands;
using NanoBms.TestSupport;

namespace NanoBms.ModelConverter.Tests.Support;

/// <summary>What a run of the converter's command line gave.</summary>
internal sealed record ConverterRun(int ExitCode, string Output, string Error);

/// <summary>The converter as a user runs it.</summary>
internal static class Converter
{
    /// <summary>The committed model that the firmware comes with.</summary>
    public static string DefaultModel { get; } = Repository.File("models", "panasonic18650pf-128-64.int8.tflite");

    /// <summary>Runs a command line.</summary>
    public static ConverterRun Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = CommandProgram.Run(ConverterCommand.Create(), args, output, error);
        return new ConverterRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line that must succeed.</summary>
    public static string Succeed(params string[] args)
    {
        ConverterRun run = Run(args);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Output;
    }

    /// <summary>Runs a command line that must be refused in one sentence; gives the sentence.</summary>
    public static string Refuse(params string[] args)
    {
        ConverterRun run = Run(args);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        string line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)).TrimEnd('\r');
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        return line["error: ".Length..];
    }
}
