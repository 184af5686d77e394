namespace NanoBms.ThingSpeakBridge.Commands;

/// <summary>How the program ends where nothing was refused (1).</summary>
internal static class BridgeExitCode
{
    /// <summary>Stopped by Ctrl-C or SIGTERM; or replayed without difference.</summary>
    public const int Success = 0;

    /// <summary>
    /// Replayed, and estimates differ from the device's, or nothing could be compared although the device wrote estimates.
    /// </summary>
    public const int Different = 2;
}
