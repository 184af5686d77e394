namespace NanoBms.Cells.Import.Sets;

/// <summary>A file of a published set as a part of a cycle.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind">What it records.</param>
internal sealed record SetPart(string Path, PartKind Kind);
