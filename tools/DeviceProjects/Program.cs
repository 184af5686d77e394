namespace NanoBms.DeviceProjects;

/// <summary>Brings the device projects of the checkout it is started in up to date with their twins.</summary>
public static class Program
{
    /// <summary>Writes what differs and names it; 1 where the projects cannot be read.</summary>
    public static int Main()
    {
        string? root = Directory.GetCurrentDirectory();
        while (root is not null && !File.Exists(Path.Combine(root, "firmware", "NanoPackages.props")))
        {
            root = Path.GetDirectoryName(root);
        }

        if (root is null)
        {
            Console.Error.WriteLine("No firmware/NanoPackages.props here or above: start this inside the checkout.");
            return 1;
        }

        try
        {
            IReadOnlyList<string> written = DeviceSolution.Update(root);
            foreach (string path in written)
            {
                Console.WriteLine(Path.GetRelativePath(root, path));
            }

            Console.WriteLine($"{written.Count} files written.");
            return 0;
        }
        catch (DeviceProjectException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }
}
