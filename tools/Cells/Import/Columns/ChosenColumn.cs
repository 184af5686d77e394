namespace NanoBms.Cells.Import.Columns;

/// <summary>A column that holds a quantity.</summary>
/// <param name="Index">Its place in the rows, 0-based.</param>
/// <param name="Heading">Its heading.</param>
/// <param name="Unit">Unit by heading, maker or option; null where only plausibility can tell.</param>
internal sealed record ChosenColumn(int Index, Heading Heading, Unit? Unit);
