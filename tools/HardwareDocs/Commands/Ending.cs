using NanoBms.Foundation;

namespace NanoBms.HardwareDocs.Commands;

/// <summary>How commands end, and where they work.</summary>
internal static class Ending
{
    /// <summary>Runs a command; a refusal becomes one sentence and exit code 1.</summary>
    public static int Run(TextWriter error, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (UserError exception)
        {
            error.WriteLine($"error: {exception.Message}");
            return 1;
        }
    }

    /// <summary>The checkout that the current folder is in.</summary>
    /// <exception cref="UserError">It is in none.</exception>
    public static string Root()
    {
        string? root = Directory.GetCurrentDirectory();
        while (root is not null && !File.Exists(Path.Combine(root, Generation.HardwareFiles.WiringPath)))
        {
            root = Path.GetDirectoryName(root);
        }

        return root ?? throw new UserError($"No {Generation.HardwareFiles.WiringPath} here or above: start this inside the checkout.");
    }
}
