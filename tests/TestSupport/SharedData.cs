namespace NanoBms.TestSupport;

/// <summary>
/// Recorded cycles and foreign model files, which are not part of the repository: looked for beside the checkout, in
/// <c>../shared/data</c>. A test that needs them is skipped, visibly, where they are missing.
/// </summary>
public static class SharedData
{
    private static string Root { get; } = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));

    /// <summary>Whether the data is there.</summary>
    public static bool IsAvailable => Directory.Exists(Root);

    /// <summary>Path of a data file or folder; skips the running test where the data is missing.</summary>
    public static string Require(params string[] parts)
    {
        Skip.Unless(IsAvailable, "needs the data folder ../shared/data beside the checkout, which is not there");
        return Path.Combine([Root, .. parts]);
    }
}
