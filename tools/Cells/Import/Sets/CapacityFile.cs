using NanoBms.Foundation;

namespace NanoBms.Cells.Import.Sets;

/// <summary>Writes the file of capacities by date.</summary>
internal static class CapacityFile
{
    /// <summary>Writes aside, then puts it in its place.</summary>
    /// <exception cref="UserError">The place cannot be written to.</exception>
    public static void Write(string path, IEnumerable<string> lines)
    {
        string aside = path + ".part";
        try
        {
            File.WriteAllText(aside, string.Join('\n', lines) + "\n");
            File.Move(aside, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"'{path}' cannot be written: {exception.Message}", exception);
        }
    }
}
