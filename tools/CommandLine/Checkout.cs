using NanoBms.Foundation;

namespace NanoBms.CommandLine;

/// <summary>Finds the checkout that a command is started in.</summary>
public static class Checkout
{
    /// <summary>The nearest folder, from the current one upwards, that holds a file.</summary>
    /// <param name="marker">The file's path from the checkout's top.</param>
    /// <exception cref="UserError">The current folder is in no checkout.</exception>
    public static string Root(string marker)
    {
        for (string? folder = Directory.GetCurrentDirectory(); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, marker)))
            {
                return folder;
            }
        }

        throw new UserError($"No {marker} here or above: start this inside the checkout.");
    }
}
