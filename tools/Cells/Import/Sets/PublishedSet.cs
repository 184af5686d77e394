namespace NanoBms.Cells.Import.Sets;

/// <summary>The cycles that a folder with a published set makes.</summary>
/// <param name="Name">The set.</param>
/// <param name="Cycles">Its cycles, by name.</param>
/// <param name="Missing">Cycles of which files are missing in the folder, with the files.</param>
/// <param name="CapacityName">Name of the file of capacities; null for a set without.</param>
internal sealed record PublishedSet(string Name, IReadOnlyList<SetCycle> Cycles, IReadOnlyList<string> Missing, string? CapacityName)
{
    /// <summary>The set in a folder; null where there is none.</summary>
    public static PublishedSet? Find(string folder) => PanasonicSet.Find(folder) ?? LgSet.Find(folder);
}
