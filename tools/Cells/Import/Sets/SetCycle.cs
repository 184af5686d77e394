namespace NanoBms.Cells.Import.Sets;

/// <summary>A cycle that is made of a published set.</summary>
/// <param name="Name">Its place: "25degC/us06".</param>
/// <param name="Parts">Its files, joined end to end.</param>
/// <param name="Recorded">When the first of them was begun; null where their names do not say.</param>
internal sealed record SetCycle(string Name, IReadOnlyList<SetPart> Parts, DateTime? Recorded);
