namespace NanoBms.CommandLine;

/// <summary>How a program ends.</summary>
public static class ExitCode
{
    /// <summary>Done; or stopped by Ctrl-C or SIGTERM where running is all there is to do.</summary>
    public const int Success = 0;

    /// <summary>Refused: arguments, a file or a limit; one sentence on standard error.</summary>
    public const int Refused = 1;

    /// <summary>
    /// Cut short by Ctrl-C or SIGTERM before there was what it was run for: as a shell tells of a program that Ctrl-C ended.
    /// </summary>
    public const int CutShort = 130;
}
