namespace NanoBms.Foundation;

/// <summary>
/// Held while files are put into place, so that whoever ends the program in between (Ctrl-C) waits until what belongs together is there.
/// </summary>
public static class WriteGate
{
    /// <summary>The lock.</summary>
    public static Lock Lock { get; } = new();
}
