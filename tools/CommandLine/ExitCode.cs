namespace NanoBms.CommandLine;

/// <summary>How a program ends.</summary>
public static class ExitCode
{
    /// <summary>Done; or stopped by Ctrl-C or SIGTERM where running is all there is to do.</summary>
    public const int Success = 0;

    /// <summary>Refused: arguments, a file or a limit; one sentence on standard error.</summary>
    public const int Refused = 1;
}
