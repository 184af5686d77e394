using System.Reflection;

namespace NanoBms.Cells.Import.Sets;

/// <summary>The cycles that a folder with a published set makes.</summary>
/// <param name="Name">The set.</param>
/// <param name="Cycles">Its cycles, by name.</param>
/// <param name="Missing">Cycles of which files are missing in the folder, with the files.</param>
/// <param name="CapacityName">Name of the file of capacities; null for a set without.</param>
internal sealed record PublishedSet(string Name, IReadOnlyList<SetCycle> Cycles, IReadOnlyList<string> Missing, string? CapacityName)
{
    /// <summary>Name of the file that describes the set to who uses models made of it.</summary>
    public required string AboutName { get; init; }

    /// <summary>That file, as UTF-8 JSON (<see cref="NanoBms.Cells.Cycles.DataDescription"/>).</summary>
    public byte[] About()
    {
        Assembly assembly = typeof(PublishedSet).Assembly;
        string resource = assembly.GetManifestResourceNames().Single(name => name.EndsWith("." + AboutName, StringComparison.Ordinal));
        using Stream stream = assembly.GetManifestResourceStream(resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The set in a folder; null where there is none.</summary>
    public static PublishedSet? Find(string folder) => PanasonicSet.Find(folder) ?? LgSet.Find(folder);
}
