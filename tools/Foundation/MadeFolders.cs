namespace NanoBms.Foundation;

/// <summary>Folders that this program made for its results, so that none is left behind where nothing came into it.</summary>
public static class MadeFolders
{
    private static readonly HashSet<string> Made = [];

    /// <summary>Makes a folder, and those above it, where they are missing.</summary>
    public static void Make(string folder)
    {
        lock (Made)
        {
            for (string? missing = folder; missing is not null && !Directory.Exists(missing); missing = Path.GetDirectoryName(missing))
            {
                Made.Add(missing);
            }

            Directory.CreateDirectory(folder);
        }
    }

    /// <summary>Removes a folder, and those above it, as far as this program made them and they are empty.</summary>
    public static void RemoveEmpty(string folder)
    {
        lock (Made)
        {
            try
            {
                for (string? made = folder; made is not null && Made.Contains(made); made = Path.GetDirectoryName(made))
                {
                    Directory.Delete(made);
                    Made.Remove(made);
                }
            }
            catch (IOException)
            {
                // Something is in it.
            }
        }
    }
}
