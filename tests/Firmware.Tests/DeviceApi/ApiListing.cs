using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests.DeviceApi;

/// <summary>
/// The public and protected members of the nanoFramework assemblies: text files beside the checkout, in <c>../shared/nanoframework-api</c>,
/// one an assembly, one line a type or member. A test that needs them is skipped, visibly, where they are missing.
/// </summary>
internal static class ApiListing
{
    private static string Root { get; } = Path.GetFullPath(Repository.File("..", "shared", "nanoframework-api"));

    private static bool IsThere => Directory.Exists(Root);

    /// <summary>
    /// What the firmware needs of the file system's package, which the listing leaves out; read in the package's sources.
    /// </summary>
    private const string FileSystem = """
        System.IO.File
        System.IO.File::Delete(System.String) : System.Void static
        System.IO.File::Exists(System.String) : System.Boolean static
        System.IO.FileAccess
        System.IO.FileAccess::Read : System.IO.FileAccess const
        System.IO.FileAccess::ReadWrite : System.IO.FileAccess const
        System.IO.FileAccess::Write : System.IO.FileAccess const
        System.IO.FileMode
        System.IO.FileMode::Append : System.IO.FileMode const
        System.IO.FileMode::Create : System.IO.FileMode const
        System.IO.FileMode::CreateNew : System.IO.FileMode const
        System.IO.FileMode::Open : System.IO.FileMode const
        System.IO.FileMode::OpenOrCreate : System.IO.FileMode const
        System.IO.FileMode::Truncate : System.IO.FileMode const
        System.IO.FileStream
        System.IO.FileStream::.ctor(System.String,System.IO.FileMode) : System.Void
        System.IO.FileStream::.ctor(System.String,System.IO.FileMode,System.IO.FileAccess) : System.Void
        System.IO.FileStream::Flush() : System.Void
        System.IO.FileStream::Read(System.Byte[],System.Int32,System.Int32) : System.Int32
        System.IO.FileStream::Seek(System.Int64,System.IO.SeekOrigin) : System.Int64
        System.IO.FileStream::Write(System.Byte[],System.Int32,System.Int32) : System.Void
        System.IO.FileStream::get_Length() : System.Int64
        """;

    /// <summary>
    /// What Core needs beside the core library, so that it and a model compile against the device's own in any clone; the listing has more.
    /// </summary>
    private const string MathOfCore = """
        System.Math
        System.Math::Exp(System.Double) : System.Double static
        System.Math::Floor(System.Double) : System.Double static
        System.Math::Sqrt(System.Double) : System.Double static
        """;

    /// <summary>The lines of an assembly; skips the running test where the listing is missing.</summary>
    public static string[] Require(string assembly)
    {
        switch (assembly)
        {
            case "System.IO.FileSystem":
                return FileSystem.Split('\n');
            case "System.Math" when !IsThere:
                return MathOfCore.Split('\n');
        }

        Skip.Unless(
            IsThere, "needs the API listing ../shared/nanoframework-api beside the checkout, which is not there");
        return File.ReadAllLines(Path.Combine(Root, assembly + ".txt"));
    }

    /// <summary>All lines of the assemblies, parameters by reference as compiled code names them.</summary>
    public static HashSet<string> RequireMembers(IEnumerable<string> assemblies) =>
        assemblies.SelectMany(Require).Select(Member).ToHashSet();

    /// <summary>What is written down here of System.Math, which the listing has too.</summary>
    public static IReadOnlyList<string> WrittenDown => MathOfCore.Split('\n');

    private static string Member(string line)
    {
        foreach (string marker in new[] { " static", " const" })
        {
            line = line.EndsWith(marker, StringComparison.Ordinal) ? line[..^marker.Length] : line;
        }

        int open = line.IndexOf('(', StringComparison.Ordinal), close = line.IndexOf(')', StringComparison.Ordinal);
        if (open < 0)
        {
            return line;
        }

        IEnumerable<string> parameters = line[(open + 1)..close].Split(',').Select(parameter =>
            parameter.Split(' ') is [_, string type] ? type + "&" : parameter);
        return line[..(open + 1)] + string.Join(",", parameters) + line[close..];
    }
}
