using System.Xml.Linq;
using NanoBms.Foundation;

namespace NanoBms.DeviceBuild.DeviceProjects;

/// <summary>The versions of the nanoFramework packages: firmware/NanoPackages.props.</summary>
public sealed class NanoPackageTable
{
    private readonly Dictionary<string, NanoPackage> packages;

    private NanoPackageTable(IEnumerable<NanoPackage> packages) => this.packages = packages.ToDictionary(package => package.Id);

    /// <summary>All packages, in the order of their names.</summary>
    public IEnumerable<NanoPackage> Packages => packages.Values.OrderBy(package => package.Id, StringComparer.Ordinal);

    /// <summary>Reads the table of a checkout.</summary>
    /// <param name="root">Top folder of the checkout.</param>
    public static NanoPackageTable Read(string root) =>
        new(from item in XDocument.Load(Path.Combine(root, "firmware", "NanoPackages.props")).Descendants("NanoPackageVersion")
            select new NanoPackage(
                (string)item.Attribute("Include")!, (string)item.Attribute("Version")!,
                (string?)item.Attribute("Assembly"), (string?)item.Attribute("Program")));

    /// <summary>A package by its name.</summary>
    /// <exception cref="UserError">The table has no such package.</exception>
    public NanoPackage Find(string id) => packages.TryGetValue(id, out NanoPackage? package)
        ? package
        : throw new UserError($"The package {id} has no version: add it to firmware/NanoPackages.props.");
}
