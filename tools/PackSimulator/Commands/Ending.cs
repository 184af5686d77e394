using NanoBms.Foundation;

namespace NanoBms.PackSimulator.Commands;

/// <summary>How commands end.</summary>
internal static class Ending
{
    /// <summary>Runs a command; a refusal becomes one sentence at the error writer and exit code 1.</summary>
    public static int Run(Action action, TextWriter error) => RunAsync(() =>
    {
        action();
        return Task.CompletedTask;
    }, error).GetAwaiter().GetResult();

    /// <summary>Runs a command; a refusal becomes one sentence and exit code 1, Ctrl-C an end like any other.</summary>
    public static async Task<int> RunAsync(Func<Task> action, TextWriter error)
    {
        try
        {
            await action();
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (UserError exception)
        {
            error.WriteLine($"error: {exception.Message}");
            return 1;
        }
    }
}
