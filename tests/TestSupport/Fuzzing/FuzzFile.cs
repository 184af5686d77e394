namespace NanoBms.TestSupport.Fuzzing;

/// <summary>A file that is to be damaged.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Bytes">What is damaged.</param>
/// <param name="Pack">Makes a file of it.</param>
/// <param name="TimeSteps">Time steps that are said when a model of it is read; null where there is none to say.</param>
public sealed record FuzzFile(string Path, byte[] Bytes, Func<byte[], byte[]> Pack, int? TimeSteps = null)
{
    /// <summary>Text of names, numbers and brackets, which is also damaged piece by piece, so that it stays text of that kind.</summary>
    public bool IsText { get; init; }
}
