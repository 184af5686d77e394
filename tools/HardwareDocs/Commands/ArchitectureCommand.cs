using System.CommandLine;
using NanoBms.CommandLine;
using NanoBms.Foundation;
using NanoBms.HardwareDocs.Architecture;

namespace NanoBms.HardwareDocs.Commands;

/// <summary>architecture: the picture of the projects.</summary>
internal static class ArchitectureCommand
{
    public static Command Create()
    {
        var command = new Command(
            "architecture", $"Draws {ArchitecturePicture.PicturePath} from the projects of {ProjectReader.SolutionPath}.");
        command.SetAction(parse =>
        {
            string root = Checkout.Root(ProjectReader.SolutionPath);
            OutputFile.Write(Path.Combine(root, ArchitecturePicture.PicturePath), ArchitecturePicture.Draw(ProjectReader.Read(root)));
            parse.InvocationConfiguration.Output.WriteLine(ArchitecturePicture.PicturePath);
            return 0;
        });
        return command;
    }
}
