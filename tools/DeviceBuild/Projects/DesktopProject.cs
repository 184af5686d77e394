using System.Text;

namespace NanoBms.DeviceBuild.Projects;

/// <summary>
/// The SDK-style projects of a generated model. The desktop has one, the main assembly's, over the sources of all parts; the device has an
/// assembly each, since the file format holds 65,535 bytes of IL, and builds them where the NanoFramework property is set.
/// </summary>
internal static class DesktopProject
{
    private const string Head =
        "<Project Sdk=\"Microsoft.NET.Sdk\">\n  <!-- Written by NanoBms.ModelConverter. Do not edit: convert again. -->\n" +
        "  <ItemGroup>\n    <NanoPackage Include=\"nanoFramework.CoreLibrary\" />\n";

    /// <summary>The .csproj of the main assembly.</summary>
    /// <param name="core">Name of the library that the model's code uses.</param>
    /// <param name="parts">Assembly names of the parts.</param>
    public static string Main(string core, IEnumerable<string> parts)
    {
        var text = new StringBuilder(Head);
        text.Append($"    <ProjectReference Include=\"../../{core}/{core}.csproj\" PrivateAssets=\"compile\" />\n  </ItemGroup>\n");
        text.Append("  <ItemGroup Condition=\"'$(NanoFramework)' != 'true'\">\n");
        foreach (string part in parts)
        {
            text.Append($"    <Compile Include=\"../{part}/{ModelProjects.PartSource(part)}\" />\n");
        }

        text.Append("  </ItemGroup>\n  <ItemGroup Condition=\"'$(NanoFramework)' == 'true'\">\n");
        foreach (string part in parts)
        {
            text.Append($"    <ProjectReference Include=\"../{part}/{part}.csproj\" />\n");
        }

        return text.Append("  </ItemGroup>\n</Project>\n").ToString();
    }

    /// <summary>The .csproj of a part, which only the device builds.</summary>
    public static string Part() => Head + "  </ItemGroup>\n</Project>\n";

    /// <summary>The main project's packages.lock.json, as restore writes it: no packages, only the library.</summary>
    public static string LockFile(string core) =>
        $"{{\n  \"version\": 2,\n  \"dependencies\": {{\n    \"net10.0\": {{\n      \"{core.ToLowerInvariant()}\": {{\n        \"type\": "
            + $"\"Project\"\n      }}\n    }}\n  }}\n}}";
}
