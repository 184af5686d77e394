using System.Reflection;

namespace NanoBms.TestSupport;

/// <summary>Where the checkout is that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The checkout's top folder.</summary>
    public static string Root { get; } = Path.GetFullPath(typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!);

    /// <summary>A committed file, by its path from the top folder.</summary>
    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);
}
