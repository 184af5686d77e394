using System.CommandLine;
using NanoBms.CommandLine;
using NanoBms.DeviceBuild.DeviceProjects;

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
            string root = Checkout.Root(Path.Combine("firmware", "NanoPackages.props"));
            IReadOnlyList<string> written = DeviceSolution.Update(root);
            foreach (string path in written)
            {
                parse.InvocationConfiguration.Output.WriteLine(Path.GetRelativePath(root, path));
            }

            parse.InvocationConfiguration.Output.WriteLine($"{written.Count} files written.");
        });
        return command;
    }
}
