using System.Text;

namespace NanoBms.DeviceBuild.Projects;

/// <summary>
/// The SDK-style project of a generated assembly: the desktop twin, and the device's .pe where the NanoFramework property is set.
/// </summary>
internal static class DesktopProject
{
    /// <summary>The .csproj.</summary>
    /// <param name="references">Assembly names of the firmware projects it refers to.</param>
    public static string Project(IReadOnlyCollection<string> references)
    {
        var text = new StringBuilder("<Project Sdk=\"Microsoft.NET.Sdk\">\n  <!-- Written by NanoBms.ModelConverter. Do not edit: convert again. -->\n");
        if (references.Any(ModelProjects.IsPart))
        {
            text.Append(
                """
                  <PropertyGroup Condition="'$(NanoFramework)' != 'true'">
                    <!-- Parts stay the model's own matter: no lock file of a project that uses it names them. -->
                    <PartAssets>all</PartAssets>
                  </PropertyGroup>

                """);
        }

        text.Append("  <ItemGroup>\n    <NanoPackage Include=\"nanoFramework.CoreLibrary\" />\n");
        foreach (string name in references)
        {
            string assets = ModelProjects.IsPart(name) ? " PrivateAssets=\"$(PartAssets)\"" : "";
            text.Append($"    <ProjectReference Include=\"../{name}/{name}.csproj\"{assets} />\n");
        }

        return text.Append("  </ItemGroup>\n</Project>\n").ToString();
    }

    /// <summary>The packages.lock.json, as restore writes it: no packages, only projects.</summary>
    public static string LockFile(IEnumerable<string> references)
    {
        string[] entries = [.. references.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal)
            .Select(name => $"      \"{name}\": {{\n        \"type\": \"Project\"\n      }}")];
        string projects = entries.Length == 0 ? "{}" : $"{{\n{string.Join(",\n", entries)}\n    }}";
        return $"{{\n  \"version\": 2,\n  \"dependencies\": {{\n    \"net10.0\": {projects}\n  }}\n}}";
    }
}
