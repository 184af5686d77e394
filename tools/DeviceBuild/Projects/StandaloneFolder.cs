using System.Text.RegularExpressions;
using NanoBms.DeviceBuild.DeviceProjects;
using NanoBms.Foundation;
using NanoBms.Models.Networks;

namespace NanoBms.DeviceBuild.Projects;

/// <summary>
/// A folder that builds by itself anywhere: a model's projects, as much of Core as they use, an example, and what either build needs. It
/// has the shape of a checkout, so that the same files of the device's project system follow, and a newer model can be put into it.
/// </summary>
internal static partial class StandaloneFolder
{
    private const string Core = "NanoBms.Core", Example = "Example", Firmware = "firmware", LicenseFile = "LICENSE";
    private const string TargetFramework = "net10.0";

    private static readonly string[] Builds = ["Directory.Build.props", "Directory.Build.targets", "NanoFramework.targets"];

    /// <summary>Refuses a folder that holds anything: what is in it may be somebody's work.</summary>
    /// <exception cref="UserError">It does.</exception>
    public static void RefuseUsed(string folder)
    {
        if (File.Exists(folder))
        {
            throw new UserError($"'{folder}' is a file; give --standalone a folder.");
        }

        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new UserError(
                $"'{folder}' is not empty, and --standalone writes a whole project; give a new folder, or put a newer model into an "
                    + $"earlier one with --out {Path.Combine(folder, Firmware)}.");
        }
    }

    /// <summary>What to write.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="network">The network, for the words about it.</param>
    /// <param name="scaling">Names and scaling of its values.</param>
    /// <param name="model">The model's files by their path below the firmware folder.</param>
    public static OutputSet Plan(
        string folder, QuantizedNetwork network, ValueScaling scaling, IReadOnlyDictionary<string, string> model)
    {
        // The lock file belongs to the checkout's locked packages.
        var files = model.Where(file => !file.Key.EndsWith(".lock.json", StringComparison.Ordinal))
            .ToDictionary(file => $"{Firmware}/{file.Key}", file => file.Value, StringComparer.Ordinal);
        foreach (string name in new[] { "Program.cs", "ModelValues.cs" })
        {
            files.Add($"{Firmware}/{Example}/{name}", Resource("Standalone/" + Path.ChangeExtension(name, "txt")));
        }

        files.Add($"{Firmware}/{Example}/ModelScaling.cs", scaling.Source(""));
        foreach ((string path, string text) in Runtime(files.Where(file => file.Key.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => file.Value).ToList()))
        {
            files.Add($"{Firmware}/{path}", text);
        }

        bool hasMath = files.Any(file => file.Key.StartsWith($"{Firmware}/{Core}/", StringComparison.Ordinal)
            && MathPattern().IsMatch(file.Value));
        files.Add($"{Firmware}/{Core}/{Core}.csproj", Project("", hasMath ? ["nanoFramework.System.Math"] : [], []));
        files.Add($"{Firmware}/{Example}/{Example}.csproj", Project(
            "  <PropertyGroup>\n    <OutputType>Exe</OutputType>\n  </PropertyGroup>\n", [],
            [$"../{ModelProjects.Folder}/{ModelProjects.MainName}/{ModelProjects.MainName}.csproj", $"../{Core}/{Core}.csproj"]));
        foreach (string build in Builds)
        {
            files.Add($"{Firmware}/{build}", Resource("firmware/" + build));
        }

        files.Add($"{Firmware}/NanoPackages.props", Resource("NanoPackages.props"));
        files.Add("Directory.Build.props", BuildSettings());
        files.Add("Directory.Packages.props", Packages);
        files.Add(LicenseFile, Resource(LicenseFile));
        files.Add("README.md", Resource("Standalone/README.md").Replace("{name}", network.Name, StringComparison.Ordinal)
            .Replace("{what}", Words(network, scaling), StringComparison.Ordinal));

        var output = new OutputSet();
        foreach ((string path, string text) in files.Concat(ForDevice(files)))
        {
            output.Add(Path.Combine(folder, path), text);
        }

        return output;
    }

    /// <summary>
    /// The files of Core that a model's code uses, with what these use in turn: a file is named like the class in it. Only these cost flash
    /// and heap on the device.
    /// </summary>
    private static IEnumerable<(string Path, string Text)> Runtime(IEnumerable<string> code)
    {
        var known = typeof(StandaloneFolder).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Core + "/", StringComparison.Ordinal))
            .ToDictionary(name => Path.GetFileNameWithoutExtension(name), name => name, StringComparer.Ordinal);
        string header = $"// {Resource(LicenseFile).Split('\n').First(line => line.StartsWith("Copyright", StringComparison.Ordinal))}\n"
            + "// SPDX-License-Identifier: MIT\n";
        var waiting = new Queue<string>(code);
        var used = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (waiting.TryDequeue(out string? text))
        {
            // What a comment points to is not used.
            IEnumerable<string> names = text.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                .SelectMany(line => TypePattern().Matches(line)).Select(match => match.Value);
            foreach (string name in names.Where(known.ContainsKey).Where(name => !used.ContainsKey(known[name])))
            {
                string source = Resource(known[name]);
                used.Add(known[name], header + source);
                waiting.Enqueue(source);
            }
        }

        return used.Select(file => (file.Key, file.Value));
    }

    /// <summary>The files of the device's project system, worked out in a temporary copy.</summary>
    private static IReadOnlyDictionary<string, string> ForDevice(IReadOnlyDictionary<string, string> files)
    {
        string mirror = Directory.CreateTempSubdirectory("nanobms-").FullName;
        try
        {
            foreach ((string path, string text) in files)
            {
                string full = Path.Combine(mirror, path);
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                File.WriteAllText(full, text);
            }

            return DeviceSolution.Files(mirror).ToDictionary(
                file => Path.GetRelativePath(mirror, file.Path).Replace('\\', '/'), file => file.Text, StringComparer.Ordinal);
        }
        finally
        {
            Directory.Delete(mirror, recursive: true);
        }
    }

    private static string Project(string properties, IEnumerable<string> packages, IEnumerable<string> references) =>
        "<Project Sdk=\"Microsoft.NET.Sdk\">\n" + properties + "  <ItemGroup>\n    <NanoPackage Include=\"nanoFramework.CoreLibrary\" />\n"
            + string.Concat(packages.Select(package => $"    <NanoPackage Include=\"{package}\" />\n"))
            + string.Concat(references.Select(path => $"    <ProjectReference Include=\"{path}\" />\n")) + "  </ItemGroup>\n</Project>\n";

    private static string BuildSettings() => $"""
        <Project>
          <!-- That this file is here keeps settings of the folders above out. -->
          <PropertyGroup>
            <TargetFramework>{TargetFramework}</TargetFramework>
            <Version>{typeof(StandaloneFolder).Assembly.GetName().Version!.ToString(3)}</Version>
          </PropertyGroup>
        </Project>

        """.ReplaceLineEndings("\n");

    private static readonly string Packages = """
        <Project>
          <PropertyGroup>
            <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
          </PropertyGroup>
          <Import Project="firmware/NanoPackages.props" />
          <ItemGroup>
            <PackageVersion Include="@(NanoPackageVersion)" />
          </ItemGroup>
        </Project>

        """.ReplaceLineEndings("\n");

    private static string Words(QuantizedNetwork network, ValueScaling scaling)
    {
        const int MaxNames = 6;
        string names = scaling.Inputs.Count > MaxNames ? "" : $" ({string.Join(", ", scaling.Inputs.Select(value => value.Name))})";
        return $"A recurrent network of {network.TimeSteps} x {network.InputSize} values{names} and {scaling.Outputs.Count} out";
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(StandaloneFolder).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex("[A-Z][A-Za-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"\bMath\.", RegexOptions.CultureInvariant)]
    private static partial Regex MathPattern();
}
