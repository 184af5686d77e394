using NanoBms.Foundation;

namespace NanoBms.ThingSpeakBridge.Commands;

/// <summary>How the program ends.</summary>
internal static class ExitCode
{
    /// <summary>Stopped by Ctrl-C or SIGTERM; or replayed without difference.</summary>
    public const int Success = 0;

    /// <summary>Refused: arguments, settings, model, log or file cannot be used; one sentence on standard error.</summary>
    public const int Refused = 1;

    /// <summary>Replayed, and estimates differ from the device's, or nothing could be compared although the device wrote estimates.</summary>
    public const int Different = 2;

    /// <summary>The server refuses every channel: wrong key, spent quota, no such channel.</summary>
    public const int NoChannel = 3;

    public static async Task<int> OfAsync(Func<Task<int>> action, TextWriter errors)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is BridgeException or UserError)
        {
            await errors.WriteLineAsync($"error: {exception.Message}").ConfigureAwait(false);
            return Refused;
        }
    }
}
