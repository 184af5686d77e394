namespace NanoBms.HardwareDocs.Tests.Architecture;

/// <summary>
/// Folders of the same shape, which a page writes once as "Sensors/&lt;Chip&gt;": each folder there that has no line of its own.
/// </summary>
internal static class FolderFamily
{
    /// <summary>The family of a folder on a page; the folder itself where it has none.</summary>
    public static string Of(string folder, IEnumerable<Arrow> page)
    {
        string[] names = [.. page.SelectMany(arrow => new[] { arrow.From, arrow.To })];
        string parent = folder[..(folder.LastIndexOf('/') + 1)];
        return names.Contains(folder) || parent.Length == 0
            ? folder
            : names.FirstOrDefault(name => name.StartsWith(parent + "<", StringComparison.Ordinal)) ?? folder;
    }
}
