using NanoBms.DeviceBuild.DeviceProjects;
using NanoBms.DeviceBuild.Projects;
using NanoBms.Firmware.Tests.DeviceApi;
using NanoBms.Models;
using NanoBms.Models.Files;
using NanoBms.Models.Generation;
using NanoBms.TestSupport;

namespace NanoBms.Firmware.Tests;

/// <summary>What convert --standalone writes compiles for the device against the core library: runtime files, model, example.</summary>
public class StandaloneTests
{
    [Theory]
    [InlineData("activations-int8", WeightLayout.Packed)]
    [InlineData("lstm-stack-int8", WeightLayout.Arrays)]
    [InlineData("lstm-wide-16x8", WeightLayout.Packed)]
    [InlineData("softmax-16x8", WeightLayout.Packed)]
    [InlineData("stream-int8", WeightLayout.Arrays)]
    public void The_devices_projects_compile_against_the_devices_core_library_alone(string model, WeightLayout layout)
    {
        using var folder = new TemporaryFolder();
        ModelFile file = ModelReader.Read(Path.Combine(GoldenFiles.SyntheticFolder, model + ".tflite"));
        string target = folder.File("alone");
        ModelConversion.PlanStandalone(
            file.Quantized!, file.Manifest, file.Sha256, layout, ValueScaling.Of(file.Quantized!, file.Manifest, null, null), target)
            .Files.Write();

        IReadOnlyList<DeviceProject> projects = DeviceSolution.Projects(target);

        Assert.Equal(["Example", "NanoBms.Core", "NanoBms.Model"], projects.Select(project => project.Name).Where(
            name => !ModelProjects.IsPart(name)).Order(StringComparer.Ordinal));
        Assert.All(projects, project => Complaint.None(DeviceCompiler.Compile(project).Complaints));

        // The device's project files name what lies there, no more and no less.
        Assert.Empty(DeviceSolution.Update(target));
    }
}
