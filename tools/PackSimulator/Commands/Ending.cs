using NanoBms.ModelKit;

namespace NanoBms.PackSimulator.Commands;

/// <summary>How commands end.</summary>
internal static class Ending
{
    /// <summary>Runs a command; a refusal becomes one sentence and exit code 1.</summary>
    public static int Run(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (ModelFormatException exception)
        {
            Console.Error.WriteLine($"error: {exception.Message}");
            return 1;
        }
    }
}
