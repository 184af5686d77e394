using NanoBms.CommandLine;
using NanoBms.TestSupport;
using NanoBms.ThingSpeakBridge.Commands;

namespace NanoBms.ThingSpeakBridge.Tests;

/// <summary>Runs the program's commands.</summary>
internal static class Run
{
    public static string OneSecondModel => Repository.File("models", "panasonic18650pf-128-64.int8.tflite");

    public static Task<(int Code, string Output, string Error)> CommandAsync(params string[] args) =>
        CommandAsync(TestContext.Current.CancellationToken, args);

    public static async Task<(int Code, string Output, string Error)> CommandAsync(CancellationToken ct, params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandProgram.RunAsync(BridgeCommand.Create(), args, output, error, ct);
        return (code, output.ToString(), error.ToString());
    }
}
