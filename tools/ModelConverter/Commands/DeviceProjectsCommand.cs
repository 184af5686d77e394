using System.CommandLine;
using NanoBms.DeviceBuild.DeviceProjects;
using NanoBms.Foundation;

namespace NanoBms.ModelConverter.Commands;

/// <summary>device-projects: the files of Visual Studio's project system that follow from the firmware's desktop projects.</summary>
internal static class DeviceProjectsCommand
{
    public static Command Create()
    {
        var command = new Command(
            "device-projects",
            """
            Brings the .nfproj files, their package lists and nfproj.sln up to date with the firmware's .csproj files, in the checkout that it is
            started in.

            Example: nanobms-convert device-projects
            """);
        command.SetAction(parse =>
        {
            string root = Root();
            IReadOnlyList<string> written = DeviceSolution.Update(root);
            foreach (string path in written)
            {
                parse.InvocationConfiguration.Output.WriteLine(Path.GetRelativePath(root, path));
            }

            parse.InvocationConfiguration.Output.WriteLine($"{written.Count} files written.");
        });
        return command;
    }

    private static string Root()
    {
        for (string? folder = Directory.GetCurrentDirectory(); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "firmware", "NanoPackages.props")))
            {
                return folder;
            }
        }

        throw new UserError("No firmware/NanoPackages.props here or above: start this inside the checkout.");
    }
}
