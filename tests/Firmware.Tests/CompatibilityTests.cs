using Mono.Cecil;
using NanoBms.DeviceBuild.DeviceProjects;
using NanoBms.DeviceBuild.Il;
using NanoBms.DeviceBuild.Projects;
using NanoBms.Firmware.Tests.DeviceApi;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests;

/// <summary>The firmware uses nothing that a nanoFramework device lacks, and keeps the limits of its file format.</summary>
public class CompatibilityTests
{
    /// <summary>The committed list of members of other assemblies that the firmware uses.</summary>
    internal static readonly string ListPath = Repository.File("tests", "Firmware.Tests", "used-members.txt");

    [Theory]
    [MemberData(nameof(FirmwareAssemblies.TwinNames), MemberType = typeof(FirmwareAssemblies))]
    public void A_twin_uses_listed_members_only(string name)
    {
        DeviceUse use = Read(FirmwareAssemblies.OpenTwin(name));
        Complaint.None(use.Members.Except(File.ReadAllLines(ListPath)));
    }

    [Fact]
    public void The_list_holds_what_is_used_and_no_more()
    {
        IEnumerable<string> used = from name in FirmwareAssemblies.TwinNames.Select(row => row.Data)
                                   from member in Read(FirmwareAssemblies.OpenTwin(name)).Members
                                   select member;
        string[] sorted = [.. used.Distinct().Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable("UPDATE_USED_MEMBERS") == "1")
        {
            File.WriteAllLines(ListPath, sorted);
        }

        Assert.Equal(sorted, File.ReadAllLines(ListPath));
    }

    [Fact]
    public void The_core_library_has_every_listed_member_of_its_types()
    {
        using AssemblyDefinition library = AssemblyDefinition.ReadAssembly(CoreLibrary.Path);
        HashSet<string> types = [.. library.MainModule.GetTypes().Select(type => type.FullName)];
        HashSet<string> members = [.. library.MainModule.GetTypes().SelectMany(Members)];
        IEnumerable<string> listed = File.ReadAllLines(ListPath).Where(line => types.Contains(line.Split("::")[0]));
        Assert.NotEmpty(listed);
        Complaint.None(listed.Except(members));
    }

    [Fact]
    public void The_packages_have_every_listed_member()
    {
        IEnumerable<string> assemblies = NanoPackageTable.Read(Repository.Root).Packages.SelectMany(package => package.References())
            .Select(reference => reference.Assembly);
        Complaint.None(File.ReadAllLines(ListPath).Except(ApiListing.RequireMembers(assemblies)));
    }

    [Theory]
    [MemberData(nameof(FirmwareAssemblies.TwinNames), MemberType = typeof(FirmwareAssemblies))]
    public void A_twin_holds_no_construct_that_no_device_runs(string name) =>
        Complaint.None(Read(FirmwareAssemblies.OpenTwin(name)).Violations);

    [Theory]
    [MemberData(nameof(FirmwareAssemblies.TwinNames), MemberType = typeof(FirmwareAssemblies))]
    public void A_twin_keeps_the_limits_of_an_assembly(string name)
    {
        using Stream twin = FirmwareAssemblies.OpenTwin(name);
        IEnumerable<string> violations = AssemblyFootprint.Read(twin).Violations();

        // The model's twin is all of its parts in one: what the device loads is measured part by part, from the sources.
        Complaint.None(
            violations.Where(
                violation => name != ModelProjects.MainName || !violation.Contains(" bytes of IL;", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(FirmwareAssemblies.Names), MemberType = typeof(FirmwareAssemblies))]
    public void The_devices_sources_compile_against_its_packages_alone(string name)
    {
        (byte[] image, IReadOnlyList<string> complaints) = DeviceCompiler.Compile(FirmwareAssemblies.Project(name));

        Complaint.None(complaints);
        Complaint.None(Read(new MemoryStream(image)).Violations);
        Complaint.None(AssemblyFootprint.Read(new MemoryStream(image)).Violations());
    }

    [Fact]
    public void The_core_library_is_of_the_version_that_the_firmware_is_built_for() =>
        Assert.Equal(NanoPackageTable.Read(Repository.Root).Find("nanoFramework.CoreLibrary").Version, CoreLibrary.Version);

    [Fact]
    public void What_is_written_down_of_the_listing_is_in_it()
    {
        string[] listed = [.. ApiListing.Require("mscorlib"), .. ApiListing.Require("System.Math")];
        Assert.Empty(ApiListing.WrittenDown.Except(listed));
    }

    [Theory]
    [InlineData("NanoBms.Core")]
    [InlineData(ModelProjects.MainName)]
    public void Core_and_the_generated_model_compile_against_the_devices_core_library_in_any_clone(string name) =>
        Complaint.None(DeviceCompiler.Compile(FirmwareAssemblies.Project(name)).Complaints);

    private static DeviceUse Read(Stream stream)
    {
        using (stream)
        {
            return DeviceUse.Read(stream, FirmwareAssemblies.IsOwn);
        }
    }

    private static IEnumerable<string> Members(TypeDefinition type) =>
        type.Methods.Select(method =>
            $"{type.FullName}::{method.Name}({string.Join(",", method.Parameters.Select(parameter => parameter.ParameterType.FullName))})"
            + $" : {method.ReturnType.FullName}")
        .Concat(type.Fields.Select(field => $"{type.FullName}::{field.Name} : {field.FieldType.FullName}"))
        .Append(type.FullName);
}
