namespace NanoBms.HardwareDocs.Architecture;

/// <summary>A desktop project of the solution.</summary>
/// <param name="Name">Name of the project file, without its ending.</param>
/// <param name="Path">Path of the project file from the checkout's top folder.</param>
/// <param name="Group">Top folder that it stands in: firmware, tools, benchmarks, tests.</param>
/// <param name="RootNamespace">Namespace of the project's own folder.</param>
/// <param name="IsProgram">Whether it is run (true) or used by others (false).</param>
/// <param name="References">Names of the projects that it references itself, in alphabetical order.</param>
public sealed record Project(
    string Name, string Path, string Group, string RootNamespace, bool IsProgram,
    IReadOnlyList<string> References);
